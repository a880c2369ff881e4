/// A descriptor that a loop watches, edge-triggered; subclasses say what to do when it becomes ready.
///
/// Lives on its loop only. The loop keeps it from `watch` until `retire`, which also closes the descriptor.
/// (`open` because a `package` class cannot be subclassed in another target.)
open class EventSource {
    package let descriptor: Int32
    package fileprivate(set) final var isRetired = false

    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// Called on the loop once per edge; nothing more is said until the state changes again.
    open func ready(_ readiness: Readiness) {}
}

extension EventSource {
    final func markRetired() { isRetired = true }
}
