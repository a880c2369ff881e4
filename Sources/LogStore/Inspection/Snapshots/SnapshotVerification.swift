package import LogFormat

/// What reading a whole snapshot file showed.
package struct SnapshotVerification: Sendable {
    package let path: String
    /// The header; nil when it is not sound.
    package var header: SnapshotHeader?
    package var findings: [Finding] = []
    /// What the manifest says of each log, as far as it could be read.
    package var logs: [LogRecord] = []
    /// Logs whose carried block cannot be read, by their place in `logs`.
    package var badCarried: [Int] = []
    /// Whether the broker's records and the manifest are whole: what a start needs.
    package var isUsable = true
    /// Bytes of the broker's records.
    package var recordBytes = 0

    package init(path: String) { self.path = path }

    package var isSound: Bool { findings.isEmpty }
}
