/// When each request in flight began, oldest first, in monotonic nanoseconds.
struct StampRing {
    private var stamps: [UInt64]
    private var first = 0
    private(set) var count = 0

    init(capacity: Int) { stamps = Array(repeating: 0, count: capacity) }

    var isFull: Bool { count == stamps.count }

    mutating func push(_ stamp: UInt64) {
        stamps[(first + count) % stamps.count] = stamp
        count += 1
    }

    mutating func pop() -> UInt64 {
        let stamp = stamps[first]
        first = (first + 1) % stamps.count
        count -= 1
        return stamp
    }
}
