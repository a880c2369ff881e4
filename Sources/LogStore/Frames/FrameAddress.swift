/// Where a frame lies in memory: a chunk and the byte in it.
package struct FrameAddress: Hashable, Comparable, Sendable {
    package let chunk: UInt32
    package let position: UInt32

    package init(chunk: UInt32, position: UInt32) {
        self.chunk = chunk
        self.position = position
    }

    /// Both numbers in one word, so that an atomic can hold them.
    var packed: UInt64 { UInt64(chunk) << 32 | UInt64(position) }

    init(packed: UInt64) {
        chunk = UInt32(truncatingIfNeeded: packed >> 32)
        position = UInt32(truncatingIfNeeded: packed)
    }

    package static func < (left: FrameAddress, right: FrameAddress) -> Bool { left.packed < right.packed }
}
