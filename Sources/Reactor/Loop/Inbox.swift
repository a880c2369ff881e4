/// What other threads left for a loop, and whether it must be woken for it.
///
/// The arrays change places with the loop's, so that a burst allocates nothing once both have grown.
@safe
struct Inbox {
    var jobs: [UnownedJob] = []
    var posts: [@Sendable () -> Void] = []
    private var isAsleep = false

    /// Whether the loop waits and nobody has woken it yet; it is awake after that.
    mutating func takeSleep() -> Bool {
        defer { isAsleep = false }
        return isAsleep
    }

    /// Says that the loop is going to wait; false when there is something to do first.
    mutating func fallAsleep() -> Bool {
        isAsleep = jobs.isEmpty && posts.isEmpty
        return isAsleep
    }

    /// Everything in it; the loop is awake.
    mutating func takeAll() -> Inbox {
        isAsleep = false
        if jobs.isEmpty && posts.isEmpty { return Inbox() }
        let all = self
        self = Inbox()
        return all
    }

    /// Keeps the memory, drops what was in it.
    mutating func empty() {
        jobs.removeAll(keepingCapacity: true)
        posts.removeAll(keepingCapacity: true)
    }

    /// Takes back emptied arrays, if their place is still free.
    mutating func giveBack(_ emptied: inout Inbox) {
        if jobs.capacity == 0 { swap(&jobs, &emptied.jobs) }
        if posts.capacity == 0 { swap(&posts, &emptied.posts) }
    }
}
