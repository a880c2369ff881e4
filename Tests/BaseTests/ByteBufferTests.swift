import Base
import TestSupport
import Testing

struct ByteBufferTests {
    @Test func `numbers are written in decimal digits`() {
        var buffer = ByteBuffer()
        for value: UInt64 in [0, 9, 10, 99, 100, 12345, .max] {
            buffer.append(decimal: value)
            buffer.append(",")
        }
        buffer.append(decimal: Int.min)
        #expect(buffer.bytes.string == "0,9,10,99,100,12345,18446744073709551615,-9223372036854775808")
    }

    @Test(arguments: Seed.first(20))
    func `what is appended is what stands in it`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var buffer = ByteBuffer()
        var model: [UInt8] = []
        for _ in 0..<200 {
            let piece = (0..<Int.random(in: 0..<20, using: &random)).map { UInt8(truncatingIfNeeded: $0) }
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                buffer.append(UInt8(ascii: "x"))
                model.append(UInt8(ascii: "x"))
            case 1:
                buffer.append(piece)
                model += piece
            case 2:
                let dropped = Int.random(in: 0...model.count, using: &random) / 4
                buffer.removeFirst(dropped)
                model.removeFirst(dropped)
            case 3:
                let kept = model.count - model.count / 8
                buffer.truncate(to: kept)
                model.removeLast(model.count - kept)
            default:
                buffer.append(littleEndian: UInt32(0x0403_0201))
                model += [1, 2, 3, 4]
            }
        }
        #expect(buffer.bytes.array == model)
    }

    @Test func `integers are overwritten in place`() {
        var buffer = ByteBuffer()
        buffer.append("abcdefgh")
        buffer.store(littleEndian: UInt16(0x4241), at: 2)
        buffer.store(UInt8(ascii: "!"), at: 7)
        #expect(buffer.bytes.string == "abABefg!")
        #expect(buffer.bytes.load(2, as: UInt16.self) == 0x4241)
    }

    @Test func `a released buffer is empty and can be used again`() {
        var buffer = ByteBuffer(capacity: 100)
        buffer.append("abc")
        buffer.release()
        #expect(buffer.capacity == 0)
        buffer.append("d")
        #expect(buffer.bytes == "d")
    }

    @Test func `room is what may be written at the tail`() {
        var buffer = ByteBuffer(capacity: 8)
        buffer.append("abc")
        #expect(buffer.room == 5)
        buffer.tail.storeBytes(of: UInt8(ascii: "d"), as: UInt8.self)
        buffer.didWrite(1)
        #expect(buffer.bytes == "abcd")
    }
}
