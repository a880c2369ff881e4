/// The messages of a queue that are ready after a wait, in the order they fell due.
///
/// Each stands before the messages published after it fell due (`position`) and behind the others. One that is
/// taken is not removed but left behind: it counts as long as its slot names its place here.
struct DueLine {
    struct Entry {
        /// The offset it comes before.
        var position: UInt64
        var offset: UInt64
    }

    private var entries: [Entry] = []
    private var head = 0
    /// Ordinal of `entries[0]`.
    private var base: UInt64 = 0
    private var isFrozen = false

    /// Ordinal of the first that may count.
    var firstOrdinal: UInt64 { base + UInt64(head) }
    /// Ordinal behind the last.
    var endOrdinal: UInt64 { base + UInt64(entries.count) }

    /// What a slot keeps of an ordinal.
    static func place(_ ordinal: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: ordinal) & 0xFFF_FFFF }

    subscript(ordinal: UInt64) -> Entry { entries[Int(ordinal - base)] }

    /// The ordinal that a slot's place stands for.
    func ordinal(at place: UInt32) -> UInt64 {
        base + UInt64((place &- Self.place(base)) & 0xFFF_FFFF)
    }

    /// Adds one at the end; returns its place.
    mutating func append(_ entry: Entry) -> UInt32 {
        precondition(entries.count < 1 << 28, "more due messages than a slot can name")
        entries.append(entry)
        return Self.place(endOrdinal - 1)
    }

    /// Passes over those that were taken.
    mutating func drop(below ordinal: UInt64) {
        head = Int(ordinal - base)
        trim()
    }

    mutating func freeze() { isFrozen = true }

    mutating func thaw() {
        isFrozen = false
        trim()
    }

    private mutating func trim() {
        guard !isFrozen, head >= 64, head * 2 >= entries.count else { return }
        entries.removeFirst(head)
        base += UInt64(head)
        head = 0
    }

    /// Begins anew with what a snapshot tells.
    mutating func restore(_ entries: [Entry]) {
        self = DueLine()
        self.entries = entries
    }
}
