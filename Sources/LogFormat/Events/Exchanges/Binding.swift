package import Base

/// One way out of an exchange: which messages it takes, and where to.
///
/// Which of its members count is the exchange's type's to say.
package struct Binding: Equatable, Sendable {
    /// Its number within the exchange, never given twice there.
    package var number: UInt32
    package var name: String
    /// A queue, topic or exchange of the same namespace.
    package var target: EntityID
    /// The key, or in a `topic` exchange the pattern, that routing keys must fit.
    package var routingKey: String
    /// For a `headers` exchange; nil in others.
    package var match: HeaderMatch?
    /// By name, each once.
    package var headers: [HeaderWish]
    /// What the message itself must be like, in the syntax of `Pattern`; nil takes all.
    package var filter: String?
    /// Its part of the messages of a `consistent_hash` exchange.
    package var weight: UInt32
    /// Whether it goes with the process that made it.
    package var isEphemeral: Bool
    package var declaredAt: Instant

    package init(
        number: UInt32, name: String, target: EntityID, routingKey: String = "", match: HeaderMatch? = nil,
        headers: [HeaderWish] = [], filter: String? = nil, weight: UInt32 = 1, isEphemeral: Bool = false,
        declaredAt: Instant
    ) {
        self.number = number
        self.name = name
        self.target = target
        self.routingKey = routingKey
        self.match = match
        self.headers = headers
        self.filter = filter
        self.weight = weight
        self.isEphemeral = isEphemeral
        self.declaredAt = declaredAt
    }
}

/// ```
///  0  4  number
///  4  4  target
///  8  8  declared at, ms
/// 16  1  match: 0 none, 1 all, 2 any, 3 all-with-x, 4 any-with-x
/// 17  1  bits: 1 ephemeral
/// 18  2  zero
/// 20  4  weight, at least 1
/// 24     name
/// ..     routing key, its length, u16, before it
/// ..  4  length of the tagged fields, and those
/// ```
/// Tagged fields, ascending, left out where there is none: 1 headers, each its name and then 0, or 1 and its value,
/// both with their lengths, u16, before them · 2 filter.
extension Binding {
    private static let headersTag: UInt8 = 1
    private static let filterTag: UInt8 = 2

    init(_ fields: inout FieldReader) throws(FormatError) {
        let number = try fields.next(UInt32.self)
        let target = try fields.entity()
        let declaredAt = try fields.instant()
        let match = try fields.next(UInt8.self)
        let bits = try fields.next(UInt8.self)
        try fields.zero(UInt16.self)
        let weight = try fields.next(UInt32.self)
        guard bits <= 1, (1...Limits.bindingWeightMax).contains(Int(weight)) else { throw .badField("bits") }
        guard match == 0 || HeaderMatch(rawValue: match) != nil else { throw .badField("match") }
        self.init(
            number: number, name: try fields.name(), target: target,
            routingKey: try fields.text(max: Limits.routingKeyBytesMax), match: HeaderMatch(rawValue: match),
            weight: weight, isEphemeral: bits == 1, declaredAt: declaredAt)
        var tagged = try fields.tagged()
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last else { throw .badField("tag") }
            last = field.tag
            switch field.tag {
            case Self.headersTag where !field.bytes.isEmpty: try readHeaders(FieldReader(field.bytes))
            case Self.filterTag:
                guard field.bytes.count <= Limits.patternBytesMax, let text = field.bytes.validString else {
                    throw .badField("filter")
                }
                filter = text
            default: throw .badField("tag")
            }
        }
    }

    private mutating func readHeaders(_ fields: FieldReader) throws(FormatError) {
        var fields = fields
        while !fields.isAtEnd {
            let name = try fields.text(max: Limits.headerBytesMax)
            let isValued = try fields.next(UInt8.self)
            guard isValued <= 1, headers.count < Limits.headerCountMax, !name.isEmpty else {
                throw .badField("headers")
            }
            if let before = headers.last, before.name >= name { throw .badField("headers") }
            headers.append(
                HeaderWish(
                    name: name, value: isValued == 1 ? try fields.text(max: Limits.headerBytesMax) : nil))
        }
    }

    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: number)
        output.append(target)
        output.append(declaredAt)
        output.append(match?.rawValue ?? 0)
        output.append(isEphemeral ? UInt8(1) : 0)
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: weight)
        output.append(name: name)
        output.append(name: routingKey)
        let start = output.count
        output.append(littleEndian: UInt32(0))
        if !headers.isEmpty {
            output.append(tag: Self.headersTag, length: headersBytes)
            for header in headers {
                output.append(name: header.name)
                output.append(header.value == nil ? UInt8(0) : 1)
                if let value = header.value { output.append(name: value) }
            }
        }
        if let filter {
            output.append(tag: Self.filterTag, length: filter.utf8.count)
            output.append(filter)
        }
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }

    private var headersBytes: Int {
        headers.reduce(0) { $0 + 3 + $1.name.utf8.count + ($1.value.map { 2 + $0.utf8.count } ?? 0) }
    }

    /// A bound of the bytes behind its name.
    var textBytes: Int { 16 + routingKey.utf8.count + headersBytes + (filter?.utf8.count ?? 0) }
}

extension FieldReader {
    /// Text with its length, u16, before it.
    fileprivate mutating func text(max: Int) throws(FormatError) -> String {
        let bytes = try take(Int(try next(UInt16.self)))
        guard bytes.count <= max, let text = bytes.validString else { throw .badField("text") }
        return text
    }
}
