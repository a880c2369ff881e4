import Base
package import LogFormat

/// One change that a repair makes to one file of a data directory.
package enum RepairStep: Sendable {
    /// Writes the header of a journal file again, as its frames and neighbours show that it was.
    case rewriteHeader(path: String, JournalFileHeader)
    /// Cuts a journal file, and moves away all that are behind it.
    case cutJournal(path: String, position: Int, behind: [String])
    /// Leaves the frames before `position` out of a journal file, all when that is nil; earlier files go.
    case dropFront(path: String, position: Int?, JournalFileHeader, before: [String])
    /// Moves a file away.
    case setAside(path: String)
    /// Mends the snapshot and the pieces it names; `logs` is the folder that holds these.
    case mendHistory(HistoryRepair, logs: String)

    /// What it does, for people.
    package var text: String {
        switch self {
        case .rewriteHeader(let path, let header):
            "write the header of \(path) again: number \(header.number), from frame \(header.first.rawValue)"
        case .cutJournal(let path, let position, let behind):
            "cut \(path) at byte \(position)"
                + (behind.isEmpty ? "" : " and set aside \(behind.count) journal files behind it")
        case .dropFront(let path, _, let header, _):
            "leave the frames before \(header.first.rawValue), which the snapshot holds, out of \(path)"
        case .setAside(let path): "set aside \(path)"
        case .mendHistory(let repair, _): repair.texts.joined(separator: "\n  ")
        }
    }
}
