package import Base
import LogFormat

/// Reads a snapshot file from its header to its end mark, and judges every byte.
///
/// Memory: one section, the manifest, and one carried block.
package struct SnapshotVerifier {
    /// A length is looked for among so many bytes behind a section's header.
    private static let lengthsMax = 4 << 20

    private let file: any File
    private let bytes: Int
    private var result: SnapshotVerification
    private var damaged: [Range<Int>] = []

    package init(_ path: String, fileSystem: any FileSystem) throws(LogStoreError) {
        file = try fileSystem.open(path, .existing)
        bytes = try file.size()
        result = SnapshotVerification(path: path)
    }

    /// Runs; `records` sees the broker's records, section by section.
    package consuming func run(
        _ records: (ByteView) throws(LogStoreError) -> Void = { _ in }
    ) throws(LogStoreError) -> SnapshotVerification {
        try readHeader()
        try readSections(records)
        let inflater = Codecs.inflater()
        for (place, log) in result.logs.enumerated() {
            if let carried = log.carried { try check(carried, of: log.log, place, inflater) }
        }
        return result
    }

    private mutating func readHeader() throws(LogStoreError) {
        var block = ByteBuffer(capacity: SnapshotHeader.encodedBytes)
        try block.read(SnapshotHeader.encodedBytes, from: file, at: 0)
        do throws(FormatError) {
            let header = try SnapshotHeader(decoding: block.bytes)
            result.header = header
            if header.fileBytes != bytes {
                result.isUsable = false
                add(min(bytes, header.fileBytes), .length(bytes, expected: header.fileBytes))
            }
        } catch .unknownFormat(let version) {
            result.isUsable = false
            add(8, .newer(version: version))
        } catch {
            result.isUsable = false
            var (byte, blemish) = (0, Blemish.within(bytes: SnapshotHeader.encodedBytes))
            if block.count == SnapshotHeader.encodedBytes {
                let fields = block.bytes[0..<60]
                let stored = block.bytes.load(60, as: UInt32.self)
                let flaw = ChecksumFlaw(CRC32C.checksum(fields), stored: stored, bytes: 60, checksumAt: 60)
                if let flaw { (byte, blemish) = (flaw.byte, .oneByte(xor: flaw.xor)) }
            }
            add(byte, .snapshot(part: "header", blemish))
        }
    }

    /// Goes from section to section, over damaged ones too as long as it can be told where the next begins.
    private mutating func readSections(_ records: (ByteView) throws(LogStoreError) -> Void)
        throws(LogStoreError)
    {
        var buffer = ByteBuffer()
        var position = SnapshotHeader.encodedBytes
        while true {
            buffer.removeAll()
            try buffer.read(SectionHeader.encodedBytes, from: file, at: position)
            guard buffer.count == SectionHeader.encodedBytes else { return lose(from: position) }
            let start = position + SectionHeader.encodedBytes
            var length = Int(buffer.bytes.load(4, as: UInt32.self))
            let isWithin = length <= bytes - start
            if isWithin { try buffer.read(length, from: file, at: start) }
            let section = try? SectionHeader(decoding: buffer.bytes)
            let content = buffer.bytes.dropping(SectionHeader.encodedBytes)
            if isWithin, let section, section.isSound(for: content) {
                try take(section.kind, content, start, records)
                if section.kind == .end { break }
            } else if isWithin, let flaw = Self.flaw(of: buffer.bytes) {
                add(sectionAt: position, bytes: buffer.count, flaw, section?.kind)
                if start + length == bytes { return }
            } else if let (right, byte) = try lengthFlaw(at: position, buffer.bytes) {
                length = right
                result.isUsable = false
                damaged.append(position..<start + right)
                add(position + byte, .snapshot(part: "section header", .field("length")))
                if start + right == bytes { return }
            } else if isWithin, let section, try isParting(start + length) {
                add(sectionAt: position, bytes: buffer.count, nil, section.kind)
                if start + length == bytes { return }
            } else {
                return lose(from: position)
            }
            position = start + length
        }
        let end = position + SectionHeader.encodedBytes
        if end != bytes, result.findings.isEmpty { add(end, .length(bytes, expected: end)) }
    }

    /// The one byte of a section, its header included, that its checksum names.
    private static func flaw(of section: ByteView) -> ChecksumFlaw? {
        let content = section.dropping(SectionHeader.encodedBytes)
        let found = CRC32C.checksum(content, seed: CRC32C.checksum(section[0..<12]))
        let stored = section.load(12, as: UInt32.self)
        return ChecksumFlaw(found, stored: stored, bytes: 12 + content.count, checksumAt: 12)
    }

    /// The length that a section must have had, when one byte of that field is wrong, and that byte.
    private func lengthFlaw(
        at position: Int, _ section: ByteView
    ) throws(LogStoreError) -> (length: Int, byte: Int)? {
        let start = position + SectionHeader.encodedBytes
        var content = ByteBuffer()
        try content.read(min(Self.lengthsMax, bytes - start), from: file, at: start)
        var fields = ByteBuffer(capacity: 12)
        fields.append(section[0..<12])
        let written = section.load(4, as: UInt32.self)
        let stored = section.load(12, as: UInt32.self)
        for index in 0..<4 {
            for bits in UInt32(1)...255 {
                let length = Int(written ^ bits << (8 * UInt32(index)))
                guard length <= content.count else { continue }
                fields.store(littleEndian: UInt32(length), at: 4)
                let seed = CRC32C.checksum(fields.bytes)
                if CRC32C.checksum(content.bytes[0..<length], seed: seed) == stored {
                    return (length, 4 + index)
                }
            }
        }
        return nil
    }

    /// Whether the file ends at `position`, or the header of a section seems to stand there.
    private func isParting(_ position: Int) throws(LogStoreError) -> Bool {
        if position == bytes { return true }
        var header = ByteBuffer(capacity: SectionHeader.encodedBytes)
        try header.read(SectionHeader.encodedBytes, from: file, at: position)
        return (try? SectionHeader(decoding: header.bytes)) != nil
    }

    private mutating func take(
        _ kind: SectionKind, _ content: ByteView, _ start: Int,
        _ records: (ByteView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        switch kind {
        case .broker:
            result.recordBytes += content.count
            try records(content)
        case .logs:
            do throws(FormatError) { try SnapshotFile.decode(content, into: &result.logs) } catch {
                result.isUsable = false
                add(start, .snapshot(part: "manifest", .field("\(error)")))
            }
        case .carried, .end: break
        }
    }

    /// Notes that nothing behind `position` can be read.
    private mutating func lose(from position: Int) {
        result.isUsable = false
        damaged.append(position..<max(position + 1, bytes))
        add(position, .snapshot(part: "section header", .within(bytes: bytes - position)))
    }

    private mutating func add(
        sectionAt position: Int, bytes: Int, _ flaw: ChecksumFlaw?, _ kind: SectionKind?
    ) {
        let name =
            switch kind {
            case .broker: "section of queues and topics"
            case .logs: "manifest"
            case .carried: "section of carried messages"
            case .end: "end mark"
            case nil: "section header"
            }
        if kind != .carried { result.isUsable = false }
        damaged.append(position..<position + bytes)
        add(
            position + (flaw?.byte ?? 0),
            .snapshot(part: name, flaw.map { .oneByte(xor: $0.xor) } ?? .within(bytes: bytes)))
    }

    private mutating func check(
        _ carried: CarriedEntry, of log: LogID, _ place: Int, _ inflater: any Inflating
    ) throws(LogStoreError) {
        var stored = ByteBuffer(capacity: carried.storedBytes)
        try stored.read(carried.storedBytes, from: file, at: carried.position)
        var plain = ByteBuffer(capacity: carried.plainBytes + 1)
        let isStored =
            stored.count == carried.storedBytes && CRC32C.checksum(stored.bytes) == carried.checksum
        if isStored, inflater.inflate(stored.bytes, plainBytes: carried.plainBytes, into: &plain),
            CRC32.checksum(plain.bytes) == carried.crc32, Self.isRead(plain.bytes, carried)
        {
            return
        }
        result.badCarried.append(place)
        let range = carried.position..<carried.position + carried.storedBytes
        // A damaged section was named already, with the very byte.
        if damaged.contains(where: { $0.overlaps(range) }) { return }
        add(
            carried.position,
            .blockLines(0, first: carried.first, last: carried.last, reason: "carried lines do not read back")
        )
    }

    private static func isRead(_ plain: ByteView, _ entry: CarriedEntry) -> Bool {
        guard let reading = try? LineReading(plain) else { return false }
        return reading.lines == entry.lines && reading.first == entry.first && reading.last == entry.last
    }

    private mutating func add(_ byte: Int, _ fault: Fault) {
        result.findings.append(Finding(file: result.path, byte: byte, fault))
    }
}
