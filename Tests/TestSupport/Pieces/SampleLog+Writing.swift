package import Base
package import LogFormat
package import LogStore

extension SampleLog {
    /// Writes these lines as one piece, whose folder is made and synced.
    package func write(
        to store: PieceStore, generation: UInt32 = 1, first: Offset? = nil, end: Offset? = nil,
        density: Density = .fast, blockBytes: Int = 1024
    ) throws -> PieceEntry {
        try store.makeFolder(of: log, name: "sample")
        var writer = PieceWriter(
            log: log, first: first ?? lines.first?.offset ?? .zero, generation: generation, in: store)
        try write(to: &writer, density: density, blockBytes: blockBytes)
        let entry = try writer.finish(covering: end ?? self.end)
        try store.syncFolder(of: log)
        try store.syncFolders()
        return entry
    }

    /// Adds these lines to a piece.
    package func write(
        to writer: inout PieceWriter, density: Density = .fast, blockBytes: Int = 1024
    ) throws {
        let deflater = Codecs.deflater(density)
        var builder = BlockBuilder(log: log, blockBytes: blockBytes)
        var stored = ByteBuffer()
        func take(_ builder: inout BlockBuilder, _ writer: inout PieceWriter) throws {
            stored.removeAll()
            let entry = builder.take(with: deflater, into: &stored)
            try writer.append(stored.bytes, entry)
        }
        for line in lines {
            try line.bytes.withByteView { bytes in
                let line = try StoredLine(parsing: bytes)
                if !builder.append(line) {
                    try take(&builder, &writer)
                    precondition(builder.append(line))
                }
            }
        }
        if !builder.isEmpty { try take(&builder, &writer) }
    }
}

extension PieceStore {
    /// A store over a folder of a simulated file system.
    package static func simulated(
        _ fileSystem: SimulatedFileSystem, settings: PieceStoreSettings = PieceStoreSettings()
    ) throws -> PieceStore {
        try fileSystem.makeDirectory("logs")
        return PieceStore("logs", fileSystem: fileSystem, settings: settings)
    }

    /// Throws the first thing that is not as it was written, every byte looked at.
    package func verify(_ piece: PieceEntry) throws {
        let found = try PieceVerifier(piece, in: directory, fileSystem: fileSystem).run()
        for finding in found.findings {
            throw LogStoreError.damaged(
                file: finding.file, byte: finding.byte, reason: "\(finding.fault)")
        }
    }

    /// All lines of a piece, read block by block.
    package func lines(of piece: PieceEntry) throws -> [UInt8] {
        var lines: [UInt8] = []
        for number in try index(of: piece).blocks.indices {
            let block = try block(of: .piece(piece), number)
            lines += withExtendedLifetime(block) { block.lines.bytes.array }
        }
        return lines
    }
}
