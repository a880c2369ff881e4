import Base
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

@Suite
struct StoredPageTests {
    /// A log with two pieces and a tail, and its lines by offset.
    private func parted() throws -> (Desk, LogView, [String: Offset], [String]) {
        let desk = try Desk()
        let log = desk.topic.log(0)
        try desk.publish(300)
        try desk.archive(log) { $0.rawValue % 7 == 3 }
        try desk.publish(120)
        try desk.archive(log, blockBytes: 900) { $0.rawValue > 400 }
        try desk.publish(90)
        try desk.rig.settle()
        let lines = try desk.text(log).split(separator: "\n").map { "\($0)\n" }
        var offsets: [String: Offset] = [:]
        for line in lines {
            offsets[line] = try line.withByteView { try StoredLine(parsing: $0).offset }
        }
        return (desk, log, offsets, lines)
    }

    private func page(
        _ desk: Desk, _ log: LogView, _ from: Offset, messages: Int = .max, bytes: Int = .max
    ) throws -> (page: StoredPage, text: String) {
        let page = try desk.rig.result {
            try await log.page(from: from, messagesMax: messages, bytesMax: bytes)
        }
        var whole = ByteBuffer()
        for part in page.parts { whole.append(part.bytes) }
        if !page.isCompressed { return (page, whole.bytes.string) }
        return (page, try Self.gunzipped(whole.bytes))
    }

    /// What one gzip member holds; checks its trailer.
    private static func gunzipped(_ member: ByteView) throws -> String {
        let end = member.count - 8
        let plainBytes = Int(member.load(end + 4, as: UInt32.self))
        var plain = ByteBuffer()
        let body = member[GzipFraming.headerBytes..<end]
        try #require(ZlibInflater().inflate(body, plainBytes: plainBytes, into: &plain))
        #expect(CRC32.checksum(plain.bytes) == member.load(end, as: UInt32.self))
        return plain.bytes.string
    }

    @Test func `a page of everything is one member with all lines`() throws {
        let (desk, log, _, lines) = try parted()
        let (page, text) = try page(desk, log, .zero)
        #expect(page.isCompressed && !page.isFull)
        #expect(page.next == log.visibleEnd && page.messages == lines.count)
        #expect(text == lines.joined())
        // Head, two runs of stored blocks, the tail, the end.
        #expect(page.parts.count == 5)
    }

    @Test(arguments: Seed.first(6))
    func `pages within any limits follow each other without a gap`(seed: Seed) throws {
        let (desk, log, offsets, lines) = try parted()
        var random = SplitMix64(seed: seed.value)
        var next = Offset(UInt64.random(in: 0..<500, using: &random))
        var index = lines.firstIndex { offsets[$0, default: .zero] >= next } ?? lines.count
        while index < lines.count {
            let messages = Int.random(in: 1...200, using: &random)
            let bytes = Int.random(in: 1...20_000, using: &random)
            let (page, text) = try page(desk, log, next, messages: messages, bytes: bytes)
            #expect(page.messages >= 1 && page.messages <= messages)
            #expect(text == lines[index..<index + page.messages].joined())
            #expect(text.utf8.count <= bytes || page.messages == 1)
            index += page.messages
            #expect(
                page.next <= (index < lines.count ? offsets[lines[index], default: .zero] : log.visibleEnd))
            #expect(page.next > offsets[lines[index - 1], default: .zero])
            #expect(page.isFull == (page.next < log.visibleEnd))
            next = page.next
        }
    }

    @Test func `a limit below a block holds exactly`() throws {
        let (desk, log, _, lines) = try parted()
        for count in [1, 2, 3] {
            #expect(try page(desk, log, .zero, messages: count).text == lines[0..<count].joined())
        }
        let bytes = lines[0].utf8.count + lines[1].utf8.count
        #expect(try page(desk, log, .zero, bytes: bytes).page.messages == 2)
        #expect(try page(desk, log, .zero, bytes: bytes - 1).page.messages == 1)
        #expect(try page(desk, log, .zero, bytes: 1).page.messages == 1)
    }

    @Test(arguments: Seed.first(4))
    func `a plain page holds what the limits allow, to the line`(seed: Seed) throws {
        let (desk, log, offsets, lines) = try parted()
        var random = SplitMix64(seed: seed.value)
        for _ in 0..<10 {
            let from = Offset(UInt64.random(in: 0..<500, using: &random))
            let messages = Int.random(in: 1...500, using: &random)
            let bytes = Int.random(in: 1...20_000, using: &random)
            let index = lines.firstIndex { offsets[$0, default: .zero] >= from } ?? lines.count
            var expected = ""
            for line in lines.dropFirst(index).prefix(messages) {
                if !expected.isEmpty, expected.utf8.count + line.utf8.count > bytes { break }
                expected += line
            }
            let page = try desk.rig.result {
                try await log.page(
                    from: from, messagesMax: messages, bytesMax: bytes, compresses: false)
            }
            var whole = ByteBuffer()
            for part in page.parts { whole.append(part.bytes) }
            #expect(!page.isCompressed && whole.bytes.string == expected)
        }
    }

    @Test func `what is small is not compressed`() throws {
        let (desk, log, _, lines) = try parted()
        let (page, text) = try page(desk, log, Offset(508))
        #expect(!page.isCompressed && page.messages == 2)
        #expect(text == lines.suffix(2).joined())
        #expect(try self.page(desk, log, log.visibleEnd).page.parts.isEmpty)
    }

    @Test func `a page is made when its files are merged away meanwhile`() throws {
        let (desk, log, _, lines) = try parted()
        let old = log.history.state.pieces[0]
        let pieces = log.shard.files.pieces
        var writer = PieceWriter(log: log.id, first: old.first, generation: 1, in: pieces)
        for (number, block) in try pieces.index(of: old).blocks.enumerated() {
            let run = try pieces.stored(old, from: number, through: number)
            try writer.append(run.bytes.bytes, block)
        }
        let new = try writer.finish(covering: old.end)
        let (before, text) = try page(desk, log, .zero)
        _ = log.history.change { $0.replace([old], by: new) }
        try pieces.remove(old)
        #expect(try page(desk, log, .zero).text == text)
        // What was mapped before stays what it was.
        var whole = ByteBuffer()
        for part in before.parts { whole.append(part.bytes) }
        #expect(try Self.gunzipped(whole.bytes) == lines.joined())
    }
}
