/// A time-out that can be set again at almost no cost; lives on one loop.
///
/// Setting it later, or off, is a store: the loop keeps the earlier entry and looks again when that comes.
/// So a connection sets it at every request without touching the heap.
/// Whoever makes it keeps it, and calls `remove()` before letting go of what its action uses.
package final class LoopTimer {
    /// When it fires; `never` is off.
    package var deadline: Deadline { due }
    private var due = Deadline.never
    /// Where it stands in the loop's heap, -1 when it is not there.
    var place = -1
    /// When the heap looks at it, no later than it is due; `never` when it is not there.
    var key = Deadline.never

    private unowned let loop: EventLoop
    private let action: () -> Void

    package init(on loop: EventLoop, _ action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    /// Fires at `deadline` instead of whatever was set before.
    package func set(_ deadline: Deadline) {
        due = deadline
        if deadline < key { loop.timers.enter(self) }
    }

    /// Off; its entry stays until its time comes.
    package func clear() { due = .never }

    /// Off, and out of the heap.
    package func remove() {
        due = .never
        loop.timers.remove(self)
    }

    func fire() {
        due = .never
        action()
    }
}
