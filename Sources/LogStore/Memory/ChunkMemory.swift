import Synchronization

/// Blocks of memory for chunks: kept when let go, since a fresh one costs a page fault every 4 KiB.
final class ChunkMemory: Sendable {
    /// Blocks kept at most.
    private static let keptMax = 8

    @safe
    private struct Block: @unchecked Sendable { let base: UnsafeMutableRawPointer }
    /// Bytes of one block.
    let blockBytes: Int
    private let kept = Mutex<[Block]>([])

    init(blockBytes: Int) { self.blockBytes = blockBytes }

    func take() -> UnsafeMutableRawPointer {
        if let block = kept.withLock({ $0.popLast() }) { return unsafe block.base }
        return UnsafeMutableRawPointer.allocate(byteCount: blockBytes, alignment: 4096)
    }

    func give(_ base: UnsafeMutableRawPointer) {
        let block = unsafe Block(base: base)
        let isKept = kept.withLock { kept in
            if kept.count >= Self.keptMax { return false }
            kept.append(block)
            return true
        }
        if !isKept { unsafe base.deallocate() }
    }

    /// Keeps one block ready whose pages have been touched; called where nobody waits.
    func warmUp() {
        if kept.withLock({ !$0.isEmpty }) { return }
        let base = UnsafeMutableRawPointer.allocate(byteCount: blockBytes, alignment: 4096)
        for position in stride(from: 0, to: blockBytes, by: 4096) {
            unsafe base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
        }
        unsafe give(base)
    }

    deinit {
        let blocks = kept.withLock { $0 }
        for block in blocks { unsafe block.base.deallocate() }
    }
}
