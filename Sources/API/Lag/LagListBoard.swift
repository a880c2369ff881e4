internal import Base
internal import JSONText
internal import LogFormat
internal import Node

/// How far the groups of a namespace are behind, by name, a page of them.
struct LagListBoard: Board {
    private let namespace: Namespace
    /// The name to begin with; groups before it are left out.
    private let from: String
    private let countMax: Int
    private var standings: [GroupStanding] = []
    /// The name to go on with.
    private var next: String?

    init(_ namespace: Namespace, from: String, max: Int) {
        self.namespace = namespace
        self.from = from
        countMax = max
    }

    mutating func look() throws(Problem) -> BoardLook {
        let groups = namespace.groups().drop { $0.name < from }
        next = groups.dropFirst(countMax).first?.name
        standings.removeAll(keepingCapacity: true)
        var tag = BoardTag()
        var gate: Gate?
        for group in groups.prefix(countMax) {
            let standing: GroupStanding
            // One that was deleted just now is not there any more.
            do throws(Refused) { standing = try group.standing() } catch { continue }
            tag.add(standing)
            if gate.map({ $0.sequence < standing.gate.sequence }) ?? true { gate = standing.gate }
            standings.append(standing)
        }
        return BoardLook(tag: tag, gate: gate)
    }

    func write(at now: Instant, into out: inout ByteBuffer) async throws(Problem) {
        out.append("{\"groups\":[")
        for standing in standings {
            let total = LagPace.total(try await standing.paces(at: now))
            JSONWriter.openObject(into: &out)
            JSONWriter.member("group", standing.group.name, into: &out)
            JSONWriter.member("paused", standing.group.isPaused, into: &out)
            JSONWriter.member("partitions", standing.places.count, into: &out)
            out.append(total, of: standing.messages, at: now)
            JSONWriter.closeObject(into: &out)
        }
        out.append(UInt8(ascii: "]"))
        if let next { JSONWriter.member("next", next, into: &out) }
        out.append(UInt8(ascii: "}"))
    }

    /// Nothing: there may be too many to ask.
    func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> [BoardWatch] { [] }
}
