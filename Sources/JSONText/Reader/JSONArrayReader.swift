import Base

/// Pulls the elements of one array.
package struct JSONArrayReader {
    private var cursor: JSONCursor
    private let array: JSONValue
    /// Elements read so far.
    package private(set) var count = 0

    init(_ array: JSONValue) {
        self.array = array
        cursor = JSONCursor(array.text, array.range)
        cursor.index += 1
    }

    /// The next element, nil at the end; errors in it name the member that holds the array.
    package mutating func next() throws(JSONError) -> JSONValue? {
        if cursor.take("]") { return nil }
        if count > 0 { _ = cursor.take(",") }
        let start = try cursor.skipValue()
        count += 1
        return JSONValue(text: array.text, range: start..<cursor.index, name: array.name)
    }
}
