import Glibc
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
    /// Blocks taken since the last warm-up: about as many will be wanted before the next.
    private let taken = Atomic(0)

    init(blockBytes: Int) { self.blockBytes = blockBytes }

    func take() -> UnsafeMutableRawPointer {
        taken.add(1, ordering: .relaxed)
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

    /// Keeps blocks ready whose pages are there, as many as were just taken; called where nobody waits.
    func warmUp() {
        let wanted = min(Self.keptMax, max(1, taken.exchange(0, ordering: .relaxed)))
        while kept.withLock({ $0.count }) < wanted {
            let base = UnsafeMutableRawPointer.allocate(byteCount: blockBytes, alignment: 4096)
            if unsafe madvise(base, blockBytes, Self.populateWrite) != 0 { unsafe touch(base) }
            unsafe give(base)
        }
    }

    /// `MADV_POPULATE_WRITE` of Linux 5.14: all pages with one call.
    private static let populateWrite: Int32 = 23

    private func touch(_ base: UnsafeMutableRawPointer) {
        for position in stride(from: 0, to: blockBytes, by: 4096) {
            unsafe base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
        }
    }

    deinit {
        let blocks = kept.withLock { $0 }
        for block in blocks { unsafe block.base.deallocate() }
    }
}
