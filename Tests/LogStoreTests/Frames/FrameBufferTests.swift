import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct FrameBufferTests {
    /// Headers of all frames that a prompt journal got, with their payloads.
    private func written(_ rig: StoreRig) throws -> [(header: FrameHeader, payload: [UInt8])] {
        try rig.drain()
        var frames: [(header: FrameHeader, payload: [UInt8])] = []
        let journal = try #require(rig.journal as? DelayingJournal)
        journal.bytes.withByteView { bytes in
            var rest = bytes
            while let header = FrameHeader(decoding: rest) {
                #expect(header.isSound(in: rest))
                frames.append((header, rest[56..<56 + header.length].array))
                rest = rest.dropping(header.frameBytes)
            }
            #expect(rest.isEmpty)
        }
        return frames
    }

    private func line(_ count: Int, _ letter: UInt8 = 97) -> [UInt8] {
        [UInt8](repeating: letter, count: count)
    }

    @Test func `a command becomes one frame with the shard's time and epoch`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        let extent = rig.command(line(10))
        #expect(extent.firstSequence == JournalSequence(1))
        #expect(extent.releaseAt == JournalSequence(1))
        let frames = try written(rig)
        #expect(frames[0].header.part == 1)
        #expect(frames[0].header.parts == 1)
        #expect(frames[0].header.sequence == JournalSequence(1))
        #expect(frames[0].header.writtenAt == rig.now)
        #expect(frames[0].header.epoch == 1)
        #expect(frames[0].header.journal == 7)
        #expect(frames[0].payload == line(10))
    }

    @Test func `durable is what was on disk when the frame was written`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.command(line(1))
        try rig.step()
        rig.command(line(1))
        rig.command(line(1))
        let frames = try written(rig)
        #expect(frames.map(\.header.durable.rawValue) == [0, 1, 1])
    }

    @Test func `a batch too long for a frame is split at line ends`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.command(line(1))
        let extent = rig.append([(4, (0..<30).map { line(100, 97 + UInt8($0 % 26)) })])
        #expect(extent.firstSequence == JournalSequence(2))
        let parts = try written(rig).dropFirst().prefix(Int(extent.releaseAt.rawValue) - 1)
        #expect(parts.count == 4)
        #expect(parts.map(\.header.part) == [1, 2, 3, 4])
        #expect(parts.allSatisfy { $0.header.parts == 4 })
        var next = Offset.zero
        for part in parts {
            try part.payload.withByteView { payload in
                let view = try AppendedView(decoding: payload)
                #expect(view.first == next)
                #expect(view.count == view.body.array.count { $0 == 10 })
                next = view.end
            }
        }
        #expect(next == Offset(30))
    }

    @Test func `a line too long for a frame goes on in continued events`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.append([(4, [line(5), line(2500, 98), line(6)])])
        let kinds = try written(rig).filter { $0.header.length > 0 }.map { frame in
            try frame.payload.withByteView { payload in
                var rest = payload
                var kinds: [EventKind] = []
                while !rest.isEmpty {
                    let header = try EventHeader(decoding: rest)
                    kinds.append(header.kind)
                    rest = rest.dropping(header.eventBytes)
                }
                return kinds
            }
        }
        #expect(kinds == [[.appended], [.appended], [.continued], [.continued, .appended]])
        #expect(try rig.read(4) == [line(5), line(2500, 98), line(6)])
    }

    @Test(arguments: [1, 900, 984, 985, 1023, 1024, 1025, 2000, 5000])
    func `a line of any length reads back`(length: Int) throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.append([(0, [line(length)])])
        rig.append([(0, [line(3)])])
        try rig.drain()
        #expect(try rig.read(0) == [line(length), line(3)])
    }

    @Test func `a frame that does not fit the chunk moves to the next with all its events`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for _ in 0..<3 { rig.command(line(900)) }
        // 1,228 bytes are left: the first block fits, the second does not.
        rig.append([(0, [line(400)]), (1, [line(200)]), (2, [line(200)])])
        #expect(rig.frames.placements.allSatisfy { $0.frame == rig.frames.placements[0].frame })
        rig.append([(0, [line(500)]), (1, [line(400)])])
        #expect(rig.frames.placements.allSatisfy { $0.frame == FrameAddress(chunk: 1, position: 0) })
        try rig.drain()
        #expect(try rig.read(1) == [line(200), line(400)])
        #expect(try rig.read(0) == [line(400), line(500)])
    }

    @Test func `bytes wait until the journal took them`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        #expect(rig.frames.waitingBytes == 0)
        rig.command(line(100))
        #expect(rig.frames.waitingBytes == FrameHeader.frameBytes(100))
        try rig.step()
        #expect(rig.frames.waitingBytes == 0)
    }

    @Test func `a turn of the chunk lies between two commands`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        #expect(rig.turnChunk() == JournalCut(chunk: 0, sequence: .none))
        rig.command([])
        let cut = rig.turnChunk()
        #expect(cut == JournalCut(chunk: 1, sequence: JournalSequence(1)))
        #expect(rig.turnChunk() == cut)
        #expect(rig.chunks.sealedBytes > 0)
        rig.command([])
        try rig.drain()
        #expect(rig.durable == JournalSequence(2))
        rig.chunks.trim(before: JournalSequence(2))
        #expect(rig.chunks.sealedBytes == 0)
        #expect(rig.chunks.numbers == 1..<2)
    }
}
