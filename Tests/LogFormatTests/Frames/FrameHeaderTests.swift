import Base
import LogFormat
import Testing

@Suite struct FrameHeaderTests {
    /// The frame that the golden bytes are of, with a payload of choice.
    private func frame(payload: [UInt8]) -> [UInt8] {
        let header = FrameHeader(
            part: 1, parts: 2, journal: 0x0102_0304_0506_0708, sequence: JournalSequence(9),
            writtenAt: Instant(milliseconds: 1_700_000_000_123), epoch: 3, length: payload.count)
        var bytes = [UInt8](repeating: 0, count: header.frameBytes)
        bytes.withUnsafeMutableBytes { room in
            guard let place = room.baseAddress else { return }
            header.store(at: place)
            for (index, byte) in payload.enumerated() { room[FrameHeader.encodedBytes + index] = byte }
            FrameHeader.seal(frame: place, length: payload.count, durable: JournalSequence(8))
        }
        return bytes
    }

    @Test func `the bytes of a frame are those of version 1`() {
        #expect(
            hex(frame(payload: Array("hello".utf8))) == """
                4d5254310100020008070605040302010900000000000000080000000000000\
                07b68e5cf8b0100000300000005000000000000000475943068656c6c6f000000
                """)
    }

    @Test func `a frame reads back`() throws {
        let bytes = frame(payload: Array("hello".utf8))
        let header = try #require(bytes.withByteView { FrameHeader(decoding: $0) })
        #expect(header.part == 1)
        #expect(header.parts == 2)
        #expect(header.journal == 0x0102_0304_0506_0708)
        #expect(header.sequence == JournalSequence(9))
        #expect(header.durable == JournalSequence(8))
        #expect(header.writtenAt == Instant(milliseconds: 1_700_000_000_123))
        #expect(header.epoch == 3)
        #expect(header.length == 5)
        #expect(bytes.withByteView { header.isSound(in: $0) })
    }

    @Test(arguments: [0, 1, 5, 8, 100]) func `every wrong byte is noticed`(length: Int) {
        let bytes = frame(payload: (0..<length).map { UInt8($0 % 251) })
        for index in bytes.indices {
            for flip in [UInt8(1), 0x80, 0xFF] {
                var wrong = bytes
                wrong[index] ^= flip
                let isSound = wrong.withByteView { view in
                    FrameHeader(decoding: view).map { $0.isSound(in: view) } ?? false
                }
                #expect(!isSound, "byte \(index) with \(flip)")
            }
        }
    }

    @Test func `a frame that is cut short is not sound`() {
        let bytes = frame(payload: Array("hello".utf8))
        for count in bytes.indices {
            let isSound = bytes.withByteView { view in
                let cut = view[0..<count]
                return FrameHeader(decoding: cut).map { $0.isSound(in: cut) } ?? false
            }
            #expect(!isSound)
        }
    }

    @Test func `frames are padded to eight bytes`() {
        #expect(FrameHeader.frameBytes(0) == 56)
        #expect(FrameHeader.frameBytes(1) == 64)
        #expect(FrameHeader.frameBytes(8) == 64)
        #expect(FrameHeader.frameBytes(9) == 72)
    }

    @Test func `a length over the bound is no frame`() {
        var bytes = frame(payload: [])
        bytes[46] = 0xFF
        #expect(bytes.withByteView { FrameHeader(decoding: $0) } == nil)
    }
}

/// Bytes as hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
