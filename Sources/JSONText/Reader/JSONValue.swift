package import Base

/// A value in a text that is known to be valid JSON, read by typed getters.
///
/// Every getter of another type than the value's throws `wrongType` with the value's position and the name
/// of the member that holds it. Borrows the text.
package struct JSONValue: Sendable {
    /// The whole text; positions count from its start.
    package let text: ByteView
    /// Where the value stands in it.
    package let range: Range<Int>
    /// The member that holds it, between its quotes; empty for the text itself.
    package let name: Range<Int>

    /// Checks `body` and stands for its one value; an empty body is an empty object.
    package init(checking body: ByteView, depthMax: Int = 32) throws(JSONError) {
        if body.isEmpty {
            self.init(text: ByteView("{}"), range: 0..<2, name: 0..<0)
            return
        }
        var cursor = JSONCursor(body)
        let start = try cursor.skipValue(depthMax: depthMax)
        let end = cursor.index
        try cursor.finish()
        self.init(text: body, range: start..<end, name: 0..<0)
    }

    init(text: ByteView, range: Range<Int>, name: Range<Int>) {
        self.text = text
        self.range = range
        self.name = name
    }

    /// The value as it stands in the text.
    package var raw: ByteView { text[range] }

    package var isNull: Bool { first == UInt8(ascii: "n") }
    package var isString: Bool { first == UInt8(ascii: "\"") }
    package var isObject: Bool { first == UInt8(ascii: "{") }
    package var isArray: Bool { first == UInt8(ascii: "[") }
    package var isBoolean: Bool { first == UInt8(ascii: "t") || first == UInt8(ascii: "f") }
    private var first: UInt8 { text[range.lowerBound] }

    /// An error at this value; for what a caller finds wrong with it.
    package func refused(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason, at: range.lowerBound, name: name)
    }

    package func object() throws(JSONError) -> JSONObjectReader {
        guard isObject else { throw refused(.wrongType(.object)) }
        return JSONObjectReader(self)
    }

    package func array() throws(JSONError) -> JSONArrayReader {
        guard isArray else { throw refused(.wrongType(.array)) }
        return JSONArrayReader(self)
    }

    package func boolean() throws(JSONError) -> Bool {
        guard isBoolean else { throw refused(.wrongType(.boolean)) }
        return first == UInt8(ascii: "t")
    }

    /// A string's plain bytes, appended to `out`.
    package func string(into out: inout ByteBuffer) throws(JSONError) {
        JSONString.unescape(try contents(), into: &out)
    }

    package func string() throws(JSONError) -> String {
        let contents = try contents()
        guard contents.firstIndex(of: UInt8(ascii: "\\")) != nil else { return contents.string }
        var plain = ByteBuffer(capacity: contents.count)
        JSONString.unescape(contents, into: &plain)
        return plain.bytes.string
    }

    /// What stands between a string's quotes, escapes and all.
    package func contents() throws(JSONError) -> ByteView {
        guard isString else { throw refused(.wrongType(.string)) }
        return text[range.lowerBound + 1..<range.upperBound - 1]
    }

    /// An integer written without fraction and exponent.
    package func integer(in bounds: ClosedRange<Int>) throws(JSONError) -> Int {
        guard first == UInt8(ascii: "-") || first.decimalDigit != nil else {
            throw refused(.wrongType(.integer))
        }
        let outOfRange = refused(.outOfRange(lowest: bounds.lowerBound, highest: bounds.upperBound))
        let isNegative = first == UInt8(ascii: "-")
        var value = 0
        for index in range.dropFirst(isNegative ? 1 : 0) {
            guard let digit = text[index].decimalDigit else { throw refused(.wrongType(.integer)) }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, past) = product.subtractingReportingOverflow(Int(digit))
            if over || past { throw outOfRange }
            value = sum
        }
        // Summed up below zero, where there is room for one more.
        if !isNegative {
            if value == .min { throw outOfRange }
            value = -value
        }
        guard bounds.contains(value) else { throw outOfRange }
        return value
    }

    /// A duration string, or the number 0.
    package func duration() throws(JSONError) -> Interval {
        if !isString {
            guard first == UInt8(ascii: "-") || first.decimalDigit != nil else {
                throw refused(.wrongType(.duration))
            }
            if raw == "0" { return .zero }
            throw refused(.text(.durationWithoutUnit))
        }
        let contents = try contents()
        do throws(TextError) { return try DurationText.parse(contents) } catch { throw refused(.text(error)) }
    }

    /// An RFC 3339 time.
    package func time() throws(JSONError) -> Instant {
        guard isString else { throw refused(.wrongType(.time)) }
        let contents = try contents()
        do throws(TextError) { return try TimestampText.parse(contents) } catch {
            throw refused(.text(error))
        }
    }
}
