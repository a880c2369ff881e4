internal import Base
internal import LogFormat

/// A partition in the hands of a member.
struct Holding {
    /// What the owner may have in its hands of the partition.
    enum Batch: Equatable {
        case none
        /// Messages up to this offset.
        case upTo(Offset)
        /// Nobody knows: the process began anew, or the member reads on its own.
        case unknown
    }

    let log: LogID
    var owner: MemberID
    /// Who gets it once the owner let go; nobody when it is read by none any more.
    var target: MemberID?

    // MARK: volatile

    /// Generation since which the owner has it from its present place on.
    var since: UInt64
    var batch: Batch
    /// What the owner's `after` may commit: the end of what it was handed out.
    var limit: Offset
    /// It was put elsewhere, and the owner does not know.
    var isReset = false
    /// The owner was told to let go.
    var isTold = false

    init(_ ownership: Ownership, owner: MemberID, kind: MemberKind, since: UInt64) {
        log = ownership.log
        self.owner = owner
        target = ownership.target
        self.since = since
        batch = kind == .polling ? .none : .unknown
        limit = .zero
    }

    var isRevoked: Bool { target != owner }
    var ownership: Ownership { Ownership(log: log, owner: owner, target: target) }

    /// Takes in that what was handed out before the process began is not known.
    mutating func forget(_ position: GroupOffset?) {
        batch = .unknown
        isReset = position?.isReset ?? false
        limit = isReset ? position?.offset ?? .zero : Offset(.max)
        isTold = false
    }
}

/// The partitions of a group that somebody owns, ascending by log.
struct HoldingTable {
    private(set) var all: [Holding] = []

    var count: Int { all.count }

    func index(of log: LogID) -> Int? {
        let index = all.lowerBound { $0.log < log }
        return index < all.count && all[index].log == log ? index : nil
    }

    subscript(log: LogID) -> Holding? { index(of: log).map { all[$0] } }

    /// Changes one in place, if it is there.
    mutating func update(_ log: LogID, _ body: (inout Holding) -> Void) {
        if let index = index(of: log) { body(&all[index]) }
    }

    mutating func updateAll(_ body: (inout Holding) -> Void) {
        for index in all.indices { body(&all[index]) }
    }

    mutating func set(_ holding: Holding) {
        let index = all.lowerBound { $0.log < holding.log }
        if index < all.count, all[index].log == holding.log {
            all[index] = holding
        } else {
            all.insert(holding, at: index)
        }
    }

    mutating func remove(_ log: LogID) {
        if let index = index(of: log) { all.remove(at: index) }
    }
}
