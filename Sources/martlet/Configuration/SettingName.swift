/// A thing that can be configured; the raw value is its member in the JSON file.
///
/// The flag and the environment variable follow from it: `body_bytes_max` is also `--body-bytes-max`
/// and `MARTLET_BODY_BYTES_MAX`.
enum SettingName: String, CaseIterable {
    case listen
    case dataFolder = "data"
    case hosts
    case origins
    case loops
    case bodyBytesMax = "body_bytes_max"
    case journalBytesMax = "journal_bytes_max"
    case checkpointBytes = "checkpoint_bytes"
    case checkpointInterval = "checkpoint_interval"
    case diskBytesMax = "disk_bytes_max"
    case tailBytesMax = "tail_bytes_max"
    case connectionsMax = "connections_max"
    case logLevel = "log_level"
    case dev

    /// The member of the JSON file.
    var member: String { rawValue }

    /// The flag of `martlet serve`; the lists are given once for each item, hence in the singular.
    var flag: String {
        switch self {
        case .hosts: "--host"
        case .origins: "--origin"
        default: "--" + String(rawValue.map { $0 == "_" ? "-" : $0 })
        }
    }

    /// The environment variable; lists are separated by commas.
    var variable: String { "MARTLET_" + rawValue.uppercased() }

    /// Whether it holds any number of values.
    var isList: Bool { self == .hosts || self == .origins }
}
