/// Where the value of a setting came from, highest precedence first.
enum SettingOrigin: Equatable {
    case flag
    case environment
    case file(String)
    case fallback

    /// Its name in `--print-config --json`.
    var kind: String {
        switch self {
        case .flag: "flag"
        case .environment: "environment"
        case .file: "file"
        case .fallback: "default"
        }
    }

    /// What a person would look for to change the value.
    func label(of name: SettingName) -> String {
        switch self {
        case .flag: name.flag
        case .environment: name.variable
        case .file(let path): "\(path): \(name.member)"
        case .fallback: "default"
        }
    }
}
