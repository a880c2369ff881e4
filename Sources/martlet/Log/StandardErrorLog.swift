internal import Glibc
internal import Logging

/// Writes each event as one plain line to standard error, which is all that any supervisor needs.
///
/// `2026-11-22T10:00:00Z info  started listen=127.0.0.1:7411`; one `write` a line, so lines of several
/// threads never mix.
struct StandardErrorLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    /// Makes this the handler of every logger of the process; once.
    static func install(_ level: Logger.Level) {
        LoggingSystem.bootstrap { _ in StandardErrorLog(logLevel: level) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level.rawValue
        var line = UTCTime.now() + " " + level + String(repeating: " ", count: max(1, 9 - level.count))
        line += event.message.description
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        if let error = event.error { line += " error=\(error)" }
        line = String(line.map { $0.isNewline ? " " : $0 }) + "\n"
        let bytes = Array(line.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
