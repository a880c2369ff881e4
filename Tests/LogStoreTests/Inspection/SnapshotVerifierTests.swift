import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct SnapshotVerifierTests {
    private let fileSystem = SimulatedFileSystem()

    /// A snapshot with records, a carried block and a manifest.
    private func written() throws -> SnapshotFile {
        try fileSystem.makeDirectory("snapshots")
        var writer = try SnapshotWriter("snapshots", cut: JournalSequence(40), fileSystem: fileSystem)
        var records = ByteBuffer()
        let record = records.beginRecord(.namespace)
        records.append("nothing that is read here")
        records.endRecord(record)
        try writer.append(records: records.bytes)
        let sample = SampleLog(seed: 1, count: 6)
        var builder = BlockBuilder(log: sample.log)
        for line in sample.lines {
            try line.bytes.withByteView { bytes in
                let parsed = try StoredLine(parsing: bytes)
                let isTaken = builder.append(parsed)
                #expect(isTaken)
            }
        }
        var stored = ByteBuffer()
        var carried = builder.take(with: Codecs.deflater(.fast), into: &stored)
        carried.position = try writer.append(carried: stored.bytes)
        try writer.append(LogRecord(log: sample.log, end: sample.end, carried: carried))
        try writer.append(LogRecord(log: LogID(9), end: Offset(5)))
        try writer.seal(
            SnapshotHeader(
                shard: 0, journal: 7, cut: JournalSequence(40), reach: JournalSequence(44),
                madeAt: Instant(milliseconds: 1_795_341_600_123)))
        try writer.sync()
        return try writer.publish()
    }

    @Test func `a sound snapshot has no finding`() throws {
        let file = try written()
        var bytes = 0
        let found = try SnapshotVerifier(file.path, fileSystem: fileSystem).run { bytes += $0.count }
        #expect(found.findings == [] && found.isUsable)
        #expect(found.logs.map(\.log) == [LogID(3), LogID(9)])
        #expect(bytes == found.recordBytes && bytes > 0)
    }

    @Test func `each wrong byte is named`() throws {
        let file = try written()
        for byte in 0..<file.header.fileBytes {
            fileSystem.corrupt(file.path, byte: byte, xor: 1 << UInt8(byte % 8))
            let found = try SnapshotVerifier(file.path, fileSystem: fileSystem).run()
            #expect(found.findings.first?.byte == byte, "byte \(byte): \(found.findings)")
            #expect(found.findings.count == 1)
            fileSystem.corrupt(file.path, byte: byte, xor: 1 << UInt8(byte % 8))
        }
    }

    @Test func `damage to carried messages leaves the rest usable`() throws {
        let file = try written()
        let carried = try #require(try file.logs().first?.carried)
        fileSystem.corrupt(file.path, byte: carried.position + 3)
        let found = try SnapshotVerifier(file.path, fileSystem: fileSystem).run()
        #expect(found.isUsable && found.badCarried == [0] && found.logs.count == 2)
    }
}
