package import Base
package import JSONText

/// A stored suffix, taken apart; views of the line, nothing copied.
///
/// Reads what `LineSuffix` wrote and refuses any other order or member. The body of a value is everything
/// behind `"value":` up to the last brace and is not looked at.
package struct LineSuffixView {
    /// What the line says about the type of its body.
    package enum ContentType: Equatable, Sendable {
        /// Left out: `LineForm.defaultContentType`, nil for a tombstone.
        case formDefault
        /// Sent without one.
        case none
        case stored(JSONStringRange)
    }

    /// The suffix, with its LF if it had one.
    package let line: ByteView
    package private(set) var form = LineForm.value
    package private(set) var eventTime: Instant?
    package private(set) var contentType = ContentType.formDefault
    /// The body as it stands in the line: JSON, or what is between the quotes.
    package private(set) var bodyRange = 0..<0
    private var key: JSONStringRange?
    private var isKeyBase64 = false
    private var headers: Range<Int>?
    private var breaks: Range<Int>?
    /// What the member `deaths` says, an array.
    package private(set) var deaths: Range<Int>?
    private var exchange: JSONStringRange?
    private var routingKey: JSONStringRange?
    /// Where members begin that come behind `headers`, `exchange`, `routing_key` and `deaths` not among them.
    private var restStart: Int?
    private var deathsStart: Int?
    private var routingStart: Int?
    private var headersStart: Int?
    /// Where members begin that come behind `headers`.
    private var headersEnd: Int?
    private var bodyHasEscapes = false
    private var group: JSONStringRange?
    private var dedupeID: JSONStringRange?

    package init(parsing line: ByteView) throws(FormatError) {
        self.line = line
        do throws(JSONError) { try read() } catch { throw .badField("line") }
    }

    /// Whether the message has a key, which may be empty.
    package var hasKey: Bool { key != nil }

    /// Appends the key's bytes; false when there is none.
    @discardableResult
    package func writeKey(into out: inout ByteBuffer) -> Bool {
        guard let key else { return false }
        if isKeyBase64 { decode(line[key.range], into: &out) } else { write(key, into: &out) }
        return true
    }

    /// Appends the group that the message belongs to in a queue; false when there is none.
    @discardableResult
    package func writeGroup(into out: inout ByteBuffer) -> Bool {
        guard let group else { return false }
        write(group, into: &out)
        return true
    }

    /// Appends what a queue recognises the message by when it comes again; false when there is nothing.
    @discardableResult
    package func writeDedupeID(into out: inout ByteBuffer) -> Bool {
        guard let dedupeID else { return false }
        write(dedupeID, into: &out)
        return true
    }

    /// Appends the type the body was sent with, or meant with; false when it was sent without.
    @discardableResult
    package func writeContentType(into out: inout ByteBuffer) -> Bool {
        switch contentType {
        case .formDefault:
            guard let type = form.defaultContentType else { return false }
            out.append(type)
        case .none: return false
        case .stored(let text): write(text, into: &out)
        }
        return true
    }

    /// Appends the body exactly as it was posted; nothing for a tombstone.
    package func writeRawBody(into out: inout ByteBuffer) {
        let body = line[bodyRange]
        switch form {
        case .value:
            let start = out.count
            out.append(body)
            if let breaks { LineBreaks.restore(line[breaks], from: start, in: &out) }
        case .text: if bodyHasEscapes { JSONString.unescape(body, into: &out) } else { out.append(body) }
        case .base64: decode(body, into: &out)
        case .tombstone: return
        }
    }

    /// Appends the suffix as members of an object that goes on: `"key":"a","value":1`.
    package func writeMessageMembers(into out: inout ByteBuffer) {
        out.append(line[0..<line.count - (line.last == 0x0A ? 2 : 1)])
    }

    /// The exchange that the message went through last; nil when it went through none.
    package var exchangeText: String? { exchange.map { text($0) } }

    /// The key that it was routed by last; nil when it was not routed.
    package var routingKeyText: String? { routingKey.map { text($0) } }

    private func text(_ range: JSONStringRange) -> String {
        var plain = ByteBuffer()
        write(range, into: &plain)
        return plain.bytes.string
    }

    /// Appends the whole suffix with other deaths, a JSON array, and other routing in the place of its own.
    package func write(deaths: ByteView, routing: LineRouting, into out: inout ByteBuffer) {
        out.append(line[0..<(routingStart ?? deathsStart ?? restStart ?? 0)])
        routing.write(into: &out)
        writeRest(deaths, into: &out)
    }

    /// Appends the whole suffix with other routing in the place of its own.
    package func write(routing: LineRouting, into out: inout ByteBuffer) {
        let rest = deathsStart ?? restStart ?? 0
        out.append(line[0..<(routingStart ?? rest)])
        routing.write(into: &out)
        out.append(line.dropping(rest))
        if line.last != 0x0A { out.append(UInt8(ascii: "\n")) }
    }

    /// Appends the whole suffix with other deaths, a JSON array, in the place of its own.
    package func write(deaths: ByteView, into out: inout ByteBuffer) {
        out.append(line[0..<(deathsStart ?? restStart ?? 0)])
        writeRest(deaths, into: &out)
    }

    private func writeRest(_ deaths: ByteView, into out: inout ByteBuffer) {
        out.append("\"deaths\":")
        out.append(deaths)
        out.append(UInt8(ascii: ","))
        out.append(line.dropping(restStart ?? 0))
        if line.last != 0x0A { out.append(UInt8(ascii: "\n")) }
    }

    /// Appends the whole suffix with other headers in the place of its own.
    package func write(headers: borrowing HeaderList, into out: inout ByteBuffer) {
        let rest = headersEnd ?? 0
        out.append(line[0..<(headersStart ?? rest)])
        if !headers.isEmpty {
            out.append("\"headers\":")
            headers.write(into: &out)
            out.append(UInt8(ascii: ","))
        }
        out.append(line.dropping(rest))
        if line.last != 0x0A { out.append(UInt8(ascii: "\n")) }
    }

    /// Calls `body` with each header value in order; a name with several values comes several times.
    ///
    /// The views die with the call.
    package func forEachHeader(_ body: (_ name: ByteView, _ value: ByteView) -> Void) {
        guard let headers else { return }
        var name = ByteBuffer()
        var value = ByteBuffer()
        do throws(JSONError) {
            var members = try JSONValue(checking: line[headers], depthMax: 2).object()
            while let member = try members.next() {
                name.removeAll()
                JSONString.unescape(member.name.raw, into: &name)
                guard member.value.isArray else {
                    value.removeAll()
                    try member.value.string(into: &value)
                    body(name.bytes, value.bytes)
                    continue
                }
                var values = try member.value.array()
                while let element = try values.next() {
                    value.removeAll()
                    try element.string(into: &value)
                    body(name.bytes, value.bytes)
                }
            }
        } catch { return }
    }

    private func write(_ text: JSONStringRange, into out: inout ByteBuffer) {
        if text.hasEscapes {
            JSONString.unescape(line[text.range], into: &out)
        } else {
            out.append(line[text.range])
        }
    }

    private func decode(_ text: ByteView, into out: inout ByteBuffer) {
        // Base64 that `LineSuffix` wrote or checked; a CRC guards it since.
        do throws(TextError) { try Base64.decode(text, into: &out) } catch { return }
    }

    /// Reads members in their one order until the body, which ends the line.
    private mutating func read() throws(JSONError) {
        let end = line.count - (line.last == 0x0A ? 2 : 1)
        guard end > 0, line[end] == UInt8(ascii: "}") else { throw JSONError(.expected(.commaOrEnd), at: 0) }
        var cursor = JSONCursor(line, 0..<end)
        var rank = 0
        while true {
            let start = cursor.index
            let name = try cursor.name()
            let reached = try readMember(line[name.range], &cursor, end)
            if reached == Self.exchangeRank { routingStart = start }
            if reached == Self.headersRank { headersStart = start }
            if reached > Self.headersRank, headersEnd == nil { headersEnd = start }
            if reached == Self.deathsRank { deathsStart = start }
            if reached > Self.deathsRank, restStart == nil { restStart = start }
            guard reached > rank else { throw cursor.expected(.name) }
            rank = reached
            if rank == Self.bodyRank {
                guard cursor.index == end else { throw cursor.expected(.end) }
                return
            }
            guard cursor.take(",") else { throw cursor.expected(.commaOrEnd) }
        }
    }

    private static let headersRank = 3
    private static let exchangeRank = 4
    private static let deathsRank = 6
    private static let bodyRank = 12

    /// Takes over one member; its place in the order is the result.
    private mutating func readMember(
        _ name: ByteView, _ cursor: inout JSONCursor, _ end: Int
    ) throws(JSONError) -> Int {
        if name == "value" {
            bodyRange = cursor.index..<end
            cursor.index = end
        } else if name == "text" || name == "base64" {
            form = name == "text" ? .text : .base64
            let text = try string(&cursor)
            bodyRange = text.range
            bodyHasEscapes = text.hasEscapes
        } else if name == "tombstone" {
            form = .tombstone
            _ = try cursor.skipValue()
        } else {
            return try readAttribute(name, &cursor)
        }
        return Self.bodyRank
    }

    private mutating func readAttribute(
        _ name: ByteView, _ cursor: inout JSONCursor
    ) throws(JSONError) -> Int {
        if name == "event_time" {
            let text = try string(&cursor)
            do throws(TextError) { eventTime = try TimestampText.parse(line[text.range]) } catch {
                throw JSONError(.text(error), at: text.range.lowerBound)
            }
            return 1
        }
        if name == "key" || name == "key_base64" {
            isKeyBase64 = name == "key_base64"
            key = try string(&cursor)
            return 2
        }
        if name == "headers" {
            let start = try cursor.skipValue()
            headers = start..<cursor.index
            return Self.headersRank
        }
        if name == "content_type" {
            if cursor.current == UInt8(ascii: "n") {
                _ = try cursor.skipValue()
                contentType = .none
            } else {
                contentType = .stored(try string(&cursor))
            }
            return 7
        }
        if name == "exchange" {
            exchange = try string(&cursor)
            return Self.exchangeRank
        }
        if name == "routing_key" {
            routingKey = try string(&cursor)
            return 5
        }
        if name == "deaths" {
            let start = try cursor.skipValue()
            deaths = start..<cursor.index
            return Self.deathsRank
        }
        if name == "dedupe_id" {
            dedupeID = try string(&cursor)
            return 8
        }
        if name == "group" {
            group = try string(&cursor)
            return 9
        }
        if name == "priority" {
            _ = try cursor.skipValue()
            return 10
        }
        guard name == "breaks" else { throw cursor.expected(.name) }
        let start = try cursor.skipValue()
        breaks = start..<cursor.index
        return 11
    }

    private func string(_ cursor: inout JSONCursor) throws(JSONError) -> JSONStringRange {
        guard cursor.current == UInt8(ascii: "\"") else { throw cursor.expected(.value) }
        return try cursor.string()
    }
}
