internal import Synchronization

/// Leads from the journal's advance to the server, which is made after the node.
final class ReleaseHook: Sendable {
    private let action = Mutex<(@Sendable (Int) -> Void)?>(nil)

    func set(_ action: @escaping @Sendable (_ loop: Int) -> Void) { self.action.withLock { $0 = action } }

    func call(_ loop: Int) { action.withLock { $0 }?(loop) }
}
