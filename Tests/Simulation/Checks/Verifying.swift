import Base
import LogStore
import TestSupport

extension NodeSimulation {
    /// Reads every byte of a copy of the disk: all that the manifest names is there and sound, and nothing else.
    func verifyFiles() {
        guard failure == nil, !disk.isDead else { return }
        let copy = disk.copy()
        do throws(LogStoreError) {
            let found = try DirectoryInspection("data", fileSystem: copy).verify()
            tally.piecesFound += found.pieces
            for finding in found.findings where !isHarmless(finding) {
                return fail("after the start: \(finding.file) at \(finding.byte): \(finding.fault)")
            }
        } catch { fail("the files cannot be verified: \(error)") }
    }

    /// Whether it is the folder, or the name in it, of a log that is there but has no piece yet.
    private func isFolderOfLiveLog(_ path: String) -> Bool {
        var parts = path.split(separator: "/")[...]
        if parts.last == "name" { parts.removeLast() }
        guard parts.dropLast().last == "logs", let number = parts.last.flatMap({ UInt32($0) }) else {
            return false
        }
        return oracle.state.log(LogID(number)) != nil || oracle.state.side.logs.contains(LogID(number))
    }

    /// Whether a start may leave it so: the simulated directory has no `format`, and a journal file may be spare.
    private func isHarmless(_ finding: Finding) -> Bool {
        switch finding.fault {
        case .missing: finding.file == "data/format"
        case .journalFileUnmade, .tornEnd: true
        case .orphan: isFolderOfLiveLog(finding.file)
        default: false
        }
    }
}
