internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What a commit by hand asks for: offsets one by one, or everything up to a token.
struct CommitWish {
    private var member: String?
    private var epoch: UInt64?
    private var after: GroupToken?
    private var list: OffsetList?

    private static let known = ["member", "epoch", "after", "offsets"]

    mutating func read(_ body: ByteView) throws(Problem) {
        var members = try BodyReader(body, known: Self.known)
        try read(&members)
    }

    /// Reads an object inside a body, but for one member that says something else.
    mutating func read(_ value: JSONValue, besides other: String) throws(Problem) {
        var members = try BodyReader(value, known: Self.known + [other])
        try read(&members, besides: other)
    }

    private mutating func read(_ members: inout BodyReader, besides other: String? = nil) throws(Problem) {
        while let given = try members.next() {
            if let other, given.name.string == other { continue }
            switch given.name {
            case "member": member = try MemberName.check(try members.string(given.value))
            case "epoch": epoch = try members.epoch(given.value)
            case "after": after = try .after(try members.contents(given.value))
            case "offsets": list = try OffsetList(given.value, members)
            default: throw members.unknown(given)
            }
        }
    }

    /// Who commits, and what; without an author it restores.
    func resolve(
        for group: Group
    ) throws(Problem) -> (author: CommitCommand.Author?, offsets: [CommittedOffset]) {
        guard (after == nil) != (list == nil) else {
            throw Problem(
                .invalidBody, "It needs offsets or after, and not both.", fix: OffsetList.example)
        }
        if let after {
            guard let member else {
                throw Problem(.invalidBody, "It does not say whose.", fix: "Add member.")
            }
            try after.check(group, member)
            return (
                CommitCommand.Author(member: member, epoch: after.epoch),
                after.ends.map { CommittedOffset(log: $0.log, offset: $0.end) }
            )
        }
        let offsets = try list?.resolve(in: group.namespace) ?? []
        guard let member else { return (nil, offsets) }
        guard let epoch else { throw Problem(noEpoch: "A commit of a member") }
        return (CommitCommand.Author(member: member, epoch: epoch), offsets)
    }
}

extension OffsetList {
    /// The logs that the items mean, ascending; refuses topics and partitions that are not there.
    func resolve(in namespace: Namespace) throws(Problem) -> [CommittedOffset] {
        var offsets: [CommittedOffset] = []
        for item in items {
            guard let topic = item.topic.withByteView({ namespace.topic($0) }) else {
                throw Problem(missing: item.topic, namespace)
            }
            guard item.partition < topic.partitionCount else {
                throw Problem(partition: item.partition, of: topic.partitionCount)
            }
            offsets.append(
                CommittedOffset(
                    log: topic.log(item.partition).id, offset: item.offset, metadata: item.metadata))
        }
        offsets.sort { $0.log < $1.log }
        return offsets
    }
}
