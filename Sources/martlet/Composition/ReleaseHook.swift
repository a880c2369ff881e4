internal import Synchronization

/// Leads from the journal's advance to the server, which is made after the node.
///
/// The action stands in a struct: a bare closure in a `Mutex` gets one more reabstraction thunk around it each
/// time it is read, for ever.
final class ReleaseHook: Sendable {
    private struct Action: Sendable { let call: @Sendable (_ loop: Int) -> Void }

    private let action = Mutex<Action?>(nil)

    func set(_ action: @escaping @Sendable (_ loop: Int) -> Void) {
        self.action.withLock { $0 = Action(call: action) }
    }

    func call(_ loop: Int) { action.withLock { $0 }?.call(loop) }
}
