import Base

/// What an exchange is declared with.
package struct ExchangeSettings: Equatable, Sendable {
    /// Never changes.
    package var type: ExchangeType
    /// Whether only other exchanges may hand it messages.
    package var isInternal: Bool
    /// The exchange of the same namespace that gets what no binding takes.
    package var alternate: String?

    package init(type: ExchangeType, isInternal: Bool = false, alternate: String? = nil) {
        self.type = type
        self.isInternal = isInternal
        self.alternate = alternate
    }
}

/// ```
///  0  1  type: 1 direct, 2 fanout, 3 topic, 4 headers, 5 consistent_hash
///  1  1  bits: 1 internal
///  2  2  zero
/// ```
/// Tagged fields: 1 name of the alternate exchange.
extension ExchangeSettings {
    private static let alternateTag: UInt8 = 1

    init(_ fields: inout FieldReader) throws(FormatError) {
        guard let type = ExchangeType(rawValue: try fields.next(UInt8.self)) else { throw .badField("type") }
        let bits = try fields.next(UInt8.self)
        guard bits <= 1 else { throw .badField("bits") }
        try fields.zero(UInt16.self)
        self.init(type: type, isInternal: bits == 1)
    }

    mutating func read(_ tagged: FieldReader) throws(FormatError) {
        var tagged = tagged
        guard !tagged.isAtEnd else { return }
        let field = try tagged.tag()
        guard field.tag == Self.alternateTag, tagged.isAtEnd else { throw .badField("tag") }
        do { try NameText.validate(field.bytes) } catch { throw .badField("name") }
        alternate = field.bytes.string
    }

    func encode(into output: inout ByteBuffer) {
        output.append(type.rawValue)
        output.append(isInternal ? UInt8(1) : 0)
        output.append(littleEndian: UInt16(0))
    }

    func encodeTagged(into output: inout ByteBuffer) {
        guard let alternate else { return output.appendNoTagged() }
        output.append(littleEndian: UInt32(4 + alternate.utf8.count))
        output.append(tag: Self.alternateTag, length: alternate.utf8.count)
        output.append(alternate)
    }
}
