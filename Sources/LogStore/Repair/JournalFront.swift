import Base
import LogFormat

/// Mends damage to frames that a snapshot made superfluous: a start reads them, but needs none of them.
package enum JournalFront {
    /// What to do about damage below the first frame that is needed; nil where there is none.
    package static func step(
        _ journal: JournalFiles, _ verification: JournalVerification
    ) throws(LogStoreError) -> RepairStep? {
        let needed = verification.needed
        guard let damage = verification.damage, damage.missing < needed, let id = journal.journal,
            let damaged = journal.files.firstIndex(where: { $0.path == damage.file })
        else { return nil }
        for index in journal.files.indices.dropFirst(damaged) {
            let found = journal.files[index]
            var position: Int?
            let scan = FrameScan(journal: id, above: JournalSequence(needed.rawValue - 1))
            try scan.run(found, from: JournalFileHeader.blockBytes) { header, byte, _ in
                if header.sequence == needed { position = byte }
            }
            let isLast = index == journal.files.indices.last
            guard position != nil || isLast else { continue }
            guard var header = found.header ?? journal.header(of: index) else { return nil }
            header.first = needed
            return .dropFront(
                path: found.path, position: position, header, before: journal.files[..<index].map(\.path))
        }
        return nil
    }

    /// Writes a journal file anew without its front; the old one is kept.
    static func drop(
        _ path: String, before position: Int?, _ header: JournalFileHeader, keepsake: Keepsake,
        fileSystem: any FileSystem
    ) throws(LogStoreError) {
        try keepsake.keep(path)
        let old = try fileSystem.open(path, .existing)
        let bytes = try old.size()
        let new = try fileSystem.open(path + ".part", .create)
        try new.truncate(to: 0)
        var block = ByteBuffer(capacity: JournalFileHeader.blockBytes)
        header.encode(into: &block)
        try new.write([block.bytes], at: 0)
        var end = JournalFileHeader.blockBytes
        if let position {
            end += try FileCopy.copyBytes(
                of: old, from: position, bytes: bytes - position, to: new, at: end)
        }
        try ZeroFill.write(end..<bytes, of: new)
        try new.sync()
        try fileSystem.rename(path + ".part", to: path)
        try fileSystem.syncDirectory(Keepsake.parent(of: path))
    }
}
