internal import Synchronization

/// The memory that a codec works in, for one call at a time.
@safe
final class CodecMemory: Sendable {
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer
    private let isUsed = Mutex(())

    init(_ bytes: Int) { unsafe base = .allocate(byteCount: bytes, alignment: 64) }

    deinit { unsafe base.deallocate() }

    func withMemory(_ body: (UnsafeMutableRawPointer) -> Int) -> Int {
        isUsed.withLock { _ in unsafe body(base) }
    }
}
