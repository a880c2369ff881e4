import Base
import LogStore
import TestSupport
import Testing

@Suite struct TailBytesTests {
    private func line(_ count: Int) -> [UInt8] { [UInt8](repeating: 97, count: count) }

    /// A log of 20 messages, each in a frame that is too far from the last to join it.
    private func rig() -> StoreRig {
        var sizes = StoreRig.Sizes()
        sizes.chunkBytes = 64 * 1024
        sizes.payloadMax = 32 * 1024
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true), sizes: sizes)
        for _ in 0..<20 {
            rig.append([(0, [line(99)])])
            rig.append([(1, [line(20_000)])])
        }
        return rig
    }

    @Test func `a tail knows the bytes of its lines`() {
        let tail = rig().tail(0)
        // 50 bytes of prefix and one or two digits of the offset; the LF belongs to the line.
        #expect(tail.bytes(from: .zero) == 10 * 151 + 10 * 152)
        #expect(tail.bytes(from: Offset(19)) == 152)
    }

    @Test func `a cut keeps at least the bytes asked for, and hardly more`() {
        let tail = rig().tail(0)
        #expect(tail.cut(keeping: 1) == Offset(19))
        #expect(tail.cut(keeping: 152) == Offset(19))
        #expect(tail.cut(keeping: 153) == Offset(18))
        #expect(tail.cut(keeping: 3030) == Offset(0))
        #expect(tail.cut(keeping: 3031) == nil)
    }

    @Test func `what was forgotten is not counted`() {
        let rig = rig()
        let tail = rig.tail(0)
        let cut = rig.turnChunk()
        rig.append([(0, [line(99)])])
        tail.forget(beforeChunk: cut.chunk)
        #expect(tail.bytes(from: tail.start) == 152)
        #expect(tail.cut(keeping: 100) == Offset(20))
    }
}
