internal import Base
internal import Glibc
internal import Logging

/// All that `martlet serve` can be told, read and checked.
struct Configuration {
    /// Where to serve.
    var listen: ListenAddress
    /// Folder that holds everything; made when missing.
    var dataFolder: String
    /// Names that a `Host` field may hold besides IP literals and `localhost`.
    var hosts: [String]
    /// Origins whose pages may call us, `https://board.example` or `*`.
    var origins: [String]
    /// Event loops, each a thread.
    var loops: Int
    /// Bytes of one request body, after inflation.
    var bodyBytesMax: Int
    /// Bytes of journal on disk before publishing is refused.
    var journalBytesMax: Int
    /// Bytes of the whole data folder before publishing is refused; nil is the disk's own end.
    var diskBytesMax: Int?
    /// Bytes of journal after which a checkpoint is made.
    var checkpointBytes: Int
    /// Time after which a checkpoint is made if anything was written.
    var checkpointInterval: Interval
    /// Bytes of recent frames kept in memory.
    var tailBytesMax: Int
    /// Connections open at once.
    var connectionsMax: Int
    /// Least severe level that is logged.
    var logLevel: Logger.Level
    /// Whether the virtual clock can be advanced over HTTP.
    var dev: Bool
    /// Where each value came from, for `--print-config`.
    var report: ConfigurationReport

    /// Reads and checks what `sources` say; the first bad value is thrown.
    init(_ sources: SettingSources) throws(ConfigurationError) {
        var reader = SettingReader(sources)
        listen = try reader.value(
            .listen, "127.0.0.1:7411", "an address and port such as 127.0.0.1:7411 or [::1]:7411"
        ) {
            ListenAddress($0)
        }
        dataFolder = try reader.value(.dataFolder, "./data", "the path of a folder") { $0.isEmpty ? nil : $0 }
        hosts = try reader.list(.hosts, "a host name without a port, such as broker.example") {
            $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        }
        origins = try reader.list(.origins, "an origin such as https://board.example, or *") {
            $0 == "*" || (($0.hasPrefix("http://") || $0.hasPrefix("https://")) && !$0.hasSuffix("/"))
        }
        loops = try reader.number(.loops, Self.coreCount, 1...256)
        bodyBytesMax = try reader.bytes(
            .bodyBytesMax, Limits.bodyBytesDefault, 1...Limits.bodyBytesCeiling)
        journalBytesMax = try reader.bytes(
            .journalBytesMax, Limits.journalBytesDefault, Limits.journalFileBytes...(1 << 44))
        checkpointBytes = try reader.bytes(
            .checkpointBytes, Limits.checkpointJournalBytes, (1 << 20)...(1 << 40))
        checkpointInterval = try reader.value(
            .checkpointInterval, "10m", "a time from 1s to 24h, such as 10m"
        ) { text in
            (try? text.withByteView { try DurationText.parse($0) }).flatMap {
                $0 >= .seconds(1) && $0 <= .seconds(24 * 3600) ? $0 : nil
            }
        }
        diskBytesMax = try reader.bytesOrNone(.diskBytesMax, Self.diskBytesLeast...(1 << 50))
        tailBytesMax = try reader.bytes(.tailBytesMax, Limits.tailBytesMax, (4 << 20)...(1 << 40))
        connectionsMax = try reader.number(.connectionsMax, Limits.connectionsMax, 1...1_000_000)
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        logLevel = try reader.value(.logLevel, "info", "one of \(levels)") { Logger.Level(rawValue: $0) }
        dev = try reader.value(.dev, "false", "true or false") { Bool($0) }
        report = reader.report
    }

    /// What two journal files and the reserve take.
    private static let diskBytesLeast = 2 * Limits.journalFileBytes + Limits.reserveBytes

    /// Cores that this process may run on.
    private static var coreCount: Int { max(1, min(256, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
