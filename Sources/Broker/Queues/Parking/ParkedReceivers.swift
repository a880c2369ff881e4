internal import Base

/// All parked receivers of a shard, each in the line of its queue, first come first served.
///
/// Volatile: changed by `note` only, empty after replay.
struct ParkedReceivers {
    private struct Node {
        var receiver: ParkedReceiver
        var previous: UInt32
        var next: UInt32
    }

    private struct AttemptKey: Hashable {
        var queue: EntityID
        var attempt: UInt64
    }

    static let none = UInt32.max

    private var nodes: [Node] = []
    private var free: [UInt32] = []
    private var byID: [WaiterID: UInt32] = [:]
    private var byAttempt: [AttemptKey: WaiterID] = [:]

    var count: Int { byID.count }

    /// The receiver parked as `id`.
    func find(_ id: WaiterID) -> ParkedReceiver? { byID[id].map { nodes[Int($0)].receiver } }

    /// Who waits at `queue` with this attempt.
    func waiter(at queue: EntityID, attempt: UInt64) -> WaiterID? {
        attempt == 0 ? nil : byAttempt[AttemptKey(queue: queue, attempt: attempt)]
    }

    /// The receiver at a place in a line, and the place behind it.
    func at(_ place: UInt32) -> (receiver: ParkedReceiver, next: UInt32)? {
        place == Self.none ? nil : (nodes[Int(place)].receiver, nodes[Int(place)].next)
    }

    /// Puts `receiver` at the end of the line of its queue.
    mutating func park(_ receiver: ParkedReceiver, in line: inout ParkedLine) {
        let node = Node(receiver: receiver, previous: line.tail, next: Self.none)
        let place: UInt32
        if let reused = free.popLast() {
            place = reused
            nodes[Int(place)] = node
        } else {
            place = UInt32(nodes.count)
            nodes.append(node)
        }
        if line.isEmpty { line.head = place } else { nodes[Int(line.tail)].next = place }
        line.tail = place
        byID[receiver.id] = place
        if receiver.attempt != 0 {
            byAttempt[AttemptKey(queue: receiver.queue, attempt: receiver.attempt)] = receiver.id
        }
    }

    /// Takes a receiver out of the line of its queue.
    mutating func remove(_ id: WaiterID, from line: inout ParkedLine) {
        guard let place = byID.removeValue(forKey: id) else { return }
        let node = nodes[Int(place)]
        let key = AttemptKey(queue: node.receiver.queue, attempt: node.receiver.attempt)
        if key.attempt != 0, byAttempt[key] == id { byAttempt.removeValue(forKey: key) }
        if node.previous == Self.none {
            line.head = node.next
        } else {
            nodes[Int(node.previous)].next = node.next
        }
        if node.next == Self.none {
            line.tail = node.previous
        } else {
            nodes[Int(node.next)].previous = node.previous
        }
        nodes[Int(place)].receiver.consumer = nil
        free.append(place)
    }
}
