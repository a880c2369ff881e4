internal import Base
internal import LogFormat

/// A consumer group: who is in it, who owns which partition, and how far it has come.
///
/// Durable but for what a `Holding` and a `Member` call volatile.
final class Group {
    let id: EntityID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: GroupSettings
    var isPaused: Bool
    /// How often it was changed.
    var version: UInt32 = 0
    var mark = EventMark()

    /// Counts what changed who gets what from where.
    var generation: UInt64 = 0
    /// Epochs given so far.
    var epochs: UInt64 = 0
    /// Member ids given so far.
    var memberIDs: UInt32 = 0
    /// When the last member left; nil before the first joined and while there are some.
    var emptySince: Instant?
    /// Ascending by id.
    private(set) var members: [Member] = []
    private var memberNames = NameTable()
    var holdings = HoldingTable()
    var offsets = OffsetTable()
    /// Offsets kept under names, in the order they were kept.
    var saved: [SavedOffsets] = []

    /// Volatile: topics changed, so that a tick must look who reads what.
    var isStale = false
    /// Volatile: counts what moved offsets.
    var moves: UInt64 = 0

    init(_ event: GroupDeclared) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        settings = event.settings
        isPaused = event.isPaused
    }

    /// The event that would declare it as it is now.
    var declaration: GroupDeclared {
        GroupDeclared(
            id: id, namespace: namespace, declaredAt: declaredAt, settings: settings, isPaused: isPaused,
            name: name)
    }

    // MARK: members

    func member(named name: String) -> Member? {
        name.withByteView { memberNames.find($0) }.flatMap { member(MemberID($0)) }
    }

    func member(_ id: MemberID) -> Member? {
        let index = members.lowerBound { $0.id < id }
        return index < members.count && members[index].id == id ? members[index] : nil
    }

    /// Puts in a member whose id is above all others.
    func add(_ member: Member) {
        members.append(member)
        member.name.withByteView { _ = memberNames.insert($0, id: member.id.rawValue) }
    }

    func removeMember(_ id: MemberID) {
        let index = members.lowerBound { $0.id < id }
        guard index < members.count, members[index].id == id else { return }
        members[index].name.withByteView { _ = memberNames.remove($0) }
        members.remove(at: index)
    }

    /// How long a member may be silent.
    func timeout(of kind: MemberKind) -> Interval {
        kind == .polling ? settings.processingTimeout : settings.sessionTimeout
    }

    /// Whether somebody reads, or is to read, a topic of this name.
    func reads(_ topic: String) -> Bool {
        if settings.topics?.matches(topic) ?? false { return true }
        var last: Subscription?
        for member in members where member.topics != last {
            if member.topics.matches(topic) { return true }
            last = member.topics
        }
        return false
    }
}
