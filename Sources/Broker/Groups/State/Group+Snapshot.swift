internal import Base
internal import LogFormat

extension Group {
    /// Times before all others stand for none.
    private static let never = Instant.distantPast

    /// ```
    ///  0 24  what all entities begin with
    /// 24  8  generation
    /// 32  8  epochs given
    /// 40  8  when its last member left; the lowest number for never, or not now
    /// 48  4  member ids given
    /// 52  4  members, each: id u32 · kind u8 · epoch u64 · joined i64 · name · topics
    /// 56  4  partitions owned, each: log u32 · owner u32 · target u32
    /// 60  4  offsets, each: log u32 · offset u64 · time i64 · reset u8 · metadata
    /// 64  4  saved sets, each: name · time i64 · count u32 · (log u32 · offset u64) each
    /// 68     those lists, one behind the other, then a group_declared event with the settings of now
    /// ```
    func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.group)
        EntityFields.encode(mark, version: version, into: &output)
        output.append(littleEndian: generation)
        output.append(littleEndian: epochs)
        output.append(emptySince ?? Self.never)
        output.append(littleEndian: memberIDs)
        output.append(littleEndian: UInt32(members.count))
        output.append(littleEndian: UInt32(holdings.count))
        output.append(littleEndian: UInt32(offsets.all.count))
        output.append(littleEndian: UInt32(saved.count))
        for member in members { member.encode(into: &output) }
        for holding in holdings.all { output.append(holding.ownership) }
        for position in offsets.all { position.encode(into: &output) }
        for set in saved { set.encode(into: &output) }
        Event.groupDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
    }

    /// Takes in what a record tells.
    func restore(_ head: GroupRecordHead) throws(FormatError) {
        generation = head.generation
        epochs = head.epochs
        emptySince = head.emptySince == Self.never ? nil : head.emptySince
        memberIDs = head.memberIDs
        for member in head.memberList { add(member) }
        for ownership in head.ownerships {
            guard let id = ownership.owner, let owner = member(id),
                ownership.target.map({ member($0) != nil }) ?? true
            else { throw .badField("owner") }
            holdings.set(Holding(ownership, owner: id, kind: owner.kind, since: generation))
            owner.gain(ownership.log)
        }
        for position in head.positions { offsets.set(position) }
        saved = head.saved
    }
}

/// What a record tells of a group beside its declaration.
struct GroupRecordHead {
    let generation: UInt64
    let epochs: UInt64
    let emptySince: Instant
    let memberIDs: UInt32
    private(set) var memberList: [Member] = []
    private(set) var ownerships: [Ownership] = []
    private(set) var positions: [GroupOffset] = []
    private(set) var saved: [SavedOffsets] = []

    init(_ fields: inout FieldReader) throws(FormatError) {
        generation = try fields.next(UInt64.self)
        epochs = try fields.next(UInt64.self)
        emptySince = try fields.instant()
        memberIDs = try fields.next(UInt32.self)
        let counts = (
            try fields.next(UInt32.self), try fields.next(UInt32.self), try fields.next(UInt32.self),
            try fields.next(UInt32.self)
        )
        for _ in 0..<counts.0 {
            let member = try Member(&fields)
            guard member.id.rawValue < memberIDs, member.epoch <= epochs,
                memberList.last.map({ $0.id < member.id }) ?? true
            else { throw .badField("member") }
            memberList.append(member)
        }
        ownerships = try fields.ownerships(counts.1)
        for _ in 0..<counts.2 {
            let position = try GroupOffset(&fields)
            guard positions.last.map({ $0.log < position.log }) ?? true else { throw .badField("log") }
            positions.append(position)
        }
        for _ in 0..<counts.3 { saved.append(try SavedOffsets(&fields)) }
    }
}

extension Member {
    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: id.rawValue)
        output.append(kind.rawValue)
        output.append(littleEndian: epoch)
        output.append(joinedAt)
        output.append(name: name)
        topics.encode(into: &output)
    }

    convenience init(_ fields: inout FieldReader) throws(FormatError) {
        let id = try fields.member()
        let kind = try fields.memberKind()
        let epoch = try fields.next(UInt64.self)
        let joinedAt = try fields.instant()
        let name = try fields.name()
        self.init(
            MemberJoined(
                group: EntityID(0), member: id, epoch: epoch, joinedAt: joinedAt, kind: kind, name: name,
                topics: try Subscription(&fields)))
    }
}

extension GroupOffset {
    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: offset.rawValue)
        output.append(committedAt)
        output.append(UInt8(isReset ? 1 : 0))
        output.append(metadata: metadata)
    }

    init(_ fields: inout FieldReader) throws(FormatError) {
        log = LogID(try fields.next(UInt32.self))
        offset = try fields.offset()
        committedAt = try fields.instant()
        let reset = try fields.next(UInt8.self)
        guard reset <= 1 else { throw .badField("reset") }
        isReset = reset == 1
        metadata = try fields.metadata()
    }
}

extension SavedOffsets {
    func encode(into output: inout ByteBuffer) {
        output.append(name: name)
        output.append(savedAt)
        output.append(littleEndian: UInt32(positions.count))
        for position in positions {
            output.append(littleEndian: position.log.rawValue)
            output.append(littleEndian: position.offset.rawValue)
        }
    }

    init(_ fields: inout FieldReader) throws(FormatError) {
        name = try fields.name()
        savedAt = try fields.instant()
        let count = try fields.next(UInt32.self)
        var positions: [LogPosition] = []
        for _ in 0..<count {
            let log = LogID(try fields.next(UInt32.self))
            positions.append(LogPosition(log: log, offset: try fields.offset()))
        }
        self.positions = positions
    }
}

extension Broker {
    mutating func restoreGroup(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        let head = try GroupRecordHead(&fields)
        guard case .groupDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let group = Group(event)
        group.version = entity.version
        group.mark = entity.mark
        try group.restore(head)
        guard entities.restore(.group(group), at: event.id) else { throw .badField("id") }
    }
}
