package import Base

/// The tagged field 40 of the settings of queues and topics, there where they are not as the rest says alone.
///
/// ```
///  0  4  members that the policy gave, a bit each
///  4  1  length of the policy's name, 0 for none
///  5     its name
/// ..     what was declared: see `Rules`
/// ```
extension Ruling {
    static var tag: UInt8 { 40 }

    convenience init(_ bytes: ByteView) throws(FormatError) {
        var fields = FieldReader(bytes)
        guard let given = MemberSet<Settings.Member>(bits: try fields.next(UInt32.self)) else {
            throw .badField("ruling")
        }
        let name = try fields.take(Int(try fields.next(UInt8.self)))
        if name.isEmpty {
            guard given.isEmpty else { throw .badField("ruling") }
        } else {
            do { try NameText.validate(name) } catch { throw .badField("name") }
        }
        let declared = try Rules<Settings>(&fields)
        try fields.end()
        self.init(declared: declared, policy: name.isEmpty ? nil : name.string, given: given)
    }

    var encodedBytesMax: Int { 16 + Limits.nameBytesMax + declared.values.wholeBytesMax }

    func encode(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        output.append(littleEndian: given.bits)
        output.append(UInt8(policy?.utf8.count ?? 0))
        if let policy { output.append(policy) }
        declared.encode(into: &output)
        let length = output.count - start - 4
        output.store(littleEndian: UInt32(Self.tag) | UInt32(length) << 8, at: start)
    }
}

/// ```
///  0  4  members, a bit each: those of `QueueMember` or `TopicMember`
///  4  1  ack
///  5  1  validate
///  6  2  zero
///  8  4  queues only: lease, ms
/// ..  4  length of the tagged fields, and those: see `QueueSettings+Coding`, `TopicSettings+Coding`
/// ```
extension Rules {
    init(_ fields: inout FieldReader) throws(FormatError) {
        guard let members = MemberSet<Settings.Member>(bits: try fields.next(UInt32.self)) else {
            throw .badField("members")
        }
        let values = try Settings(whole: &fields)
        for member in members.all { set(member, from: values) }
        guard self.values == values else { throw .badField("members") }
    }

    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: members.bits)
        values.encodeWhole(into: &output)
    }
}

extension QueueSettings {
    package init(whole fields: inout FieldReader) throws(FormatError) {
        let ack = try fields.ack()
        let validate = try fields.validation()
        try fields.zero(UInt16.self)
        self.init(lease: try fields.lease(), ack: ack, validate: validate)
        try read(try fields.tagged())
    }

    package func encodeWhole(into output: inout ByteBuffer) {
        output.append(ack.rawValue)
        output.append(validate.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(lease: lease)
        encodeTagged(into: &output)
    }

    package var wholeBytesMax: Int { 16 + taggedBytes }
}

extension TopicSettings {
    package init(whole fields: inout FieldReader) throws(FormatError) {
        self.init(ack: try fields.ack(), validate: try fields.validation())
        try fields.zero(UInt16.self)
        try read(try fields.tagged())
    }

    package func encodeWhole(into output: inout ByteBuffer) {
        output.append(ack.rawValue)
        output.append(validate.rawValue)
        output.append(littleEndian: UInt16(0))
        encodeTagged(into: &output)
    }

    package var wholeBytesMax: Int { 8 + taggedBytes }
}
