import Base
import Broker
import LogFormat
import Testing

/// What must hold of a group whatever its members do, kept from what they were told.
struct GroupOracle {
    /// Messages in somebody's hands.
    struct Hands: Equatable {
        var member: MemberID
        var end: Offset
    }

    private(set) var hands: [LogID: Hands] = [:]
    private(set) var owners: [LogID: MemberID] = [:]
    private(set) var committed: [LogID: Offset] = [:]
    /// Up to where every message was worked through by somebody.
    private(set) var frontier: [LogID: Offset] = [:]
    /// Where resets put logs of which nothing was handed out since.
    private(set) var resets: [LogID: Offset] = [:]

    /// A process has nothing in its hands any more, or is told to stop.
    mutating func empty(_ member: MemberID) {
        hands = hands.filter { $0.value.member != member }
    }

    mutating func finish(_ log: LogID, from: Offset, to end: Offset) {
        let known = frontier[log] ?? .zero
        if from <= known { frontier[log] = Swift.max(known, end) }
    }

    mutating func commits(_ log: LogID, _ offset: Offset, by member: MemberID) {
        if let held = hands[log], held.member == member, held.end <= offset { hands[log] = nil }
        resets[log] = nil
    }

    mutating func forget(_ logs: [LogID]) {
        for log in logs {
            hands[log] = nil
            owners[log] = nil
            committed[log] = nil
            frontier[log] = nil
            resets[log] = nil
        }
    }

    /// Messages went out.
    mutating func deliver(_ log: LogID, to member: MemberID, from: Offset, end: Offset) {
        #expect(owners[log] == member, "log \(log.rawValue) is not the member's")
        if let held = hands[log] { #expect(held.member == member, "log \(log.rawValue) is in other hands") }
        #expect(from <= frontier[log] ?? .zero, "messages of log \(log.rawValue) were passed over")
        hands[log] = Hands(member: member, end: end)
        resets[log] = nil
    }

    /// Takes in what was decided.
    mutating func take(_ events: [Event]) {
        for event in events {
            switch event {
            case .memberLeft(let event): empty(event.member)
            case .groupAssigned(let event): for change in event.changes { take(change) }
            case .offsetsCommitted(let event): for one in event.offsets { take(one, event.kind) }
            default: break
            }
        }
    }

    private mutating func take(_ change: Ownership) {
        if let held = hands[change.log] {
            #expect(change.owner == held.member, "log \(change.log.rawValue) went on while in hands")
        }
        owners[change.log] = change.owner
    }

    private mutating func take(_ one: CommittedOffset, _ kind: CommitKind) {
        if kind == .commit {
            #expect(one.offset >= committed[one.log] ?? .zero, "log \(one.log.rawValue) went back")
            #expect(one.offset <= frontier[one.log] ?? .zero, "log \(one.log.rawValue) went too far")
        } else {
            resets[one.log] = one.offset
            frontier[one.log] = Swift.max(frontier[one.log] ?? .zero, one.offset)
        }
        committed[one.log] = one.offset
    }

    /// What a member is told must be what it owns, and go on where the group is.
    func check(_ polled: Polled) {
        for position in polled.positions {
            #expect(owners[position.log] == polled.member)
            #expect(position.offset == committed[position.log] ?? .zero)
            if let reset = resets[position.log] { #expect(position.offset == reset) }
        }
        let owned = owners.values.count { $0 == polled.member }
        #expect(owned == polled.positions.count + polled.revoked.count)
    }
}
