internal import Base
internal import LogStore

/// `martlet inspect DATA --rebuild-index FILE`.
struct RebuildTool {
    let directory: String
    let piece: String

    func run() throws -> Int32 {
        let fileSystem = RealFileSystem()
        let lock = try RepairTool.takeLock(directory, fileSystem: fileSystem)
        defer { withExtendedLifetime(lock) {} }
        let inspection = try DirectoryInspection(directory, fileSystem: fileSystem)
        let keepsake = Keepsake(RepairTool.folderName(), in: directory, fileSystem: fileSystem)
        let outcome = try IndexRepair.run(piece, in: inspection, keepsake: keepsake)
        print("wrote \(outcome.path): \(outcome.blocks) blocks, \(outcome.lines) lines")
        if let stop = outcome.stop {
            print("the piece itself is damaged at byte \(stop): what lies behind is not in the index")
        }
        switch outcome.isExact {
        case true?: print("it is the index that the snapshot names")
        case false?:
            print("the snapshot names an index with another checksum: martlet inspect \(directory) --repair")
        case nil: print("no snapshot names this piece: the next start deletes it")
        }
        return outcome.stop == nil && outcome.isExact != false ? ToolExit.sound : ToolExit.damaged
    }
}
