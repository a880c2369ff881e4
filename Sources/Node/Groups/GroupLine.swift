internal import Base
internal import LogFormat
internal import Synchronization

/// The polls of a group that are on their way, one a member; changed under the shard lock.
///
/// Shared by all versions of one group, forgotten by a restart.
final class GroupLine: Sendable {
    private let tickets = Mutex<[MemberID: PollTicket]>([:])

    /// Puts a poll in its member's place. Returns the other one that stood there.
    func begin(_ ticket: PollTicket) -> PollTicket? {
        let before = tickets.withLock { $0.updateValue(ticket, forKey: ticket.member) }
        return before === ticket ? nil : before
    }

    /// Takes a poll away that is over.
    func end(_ ticket: PollTicket) {
        tickets.withLock { if $0[ticket.member] === ticket { $0[ticket.member] = nil } }
    }

    /// The poll of this member.
    func current(_ member: MemberID) -> PollTicket? { tickets.withLock { $0[member] } }

    /// All of them, by member.
    var all: [PollTicket] { tickets.withLock { $0.values.sorted { $0.member < $1.member } } }
}
