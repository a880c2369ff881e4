internal import Base
internal import JSONText

/// Messages on their way to the server: a JSON array of records, as `messages:batch` takes them.
struct RecordBatch: ~Copyable {
    /// Messages and bytes after which a batch is sent.
    static let messagesMax = 5_000
    static let bytesMax = 1 << 20

    private let isTextOnly: Bool
    /// What each record begins with: the key and the headers.
    private let beginning: [UInt8]
    private var array = ByteBuffer()
    private(set) var count = 0

    /// All messages get this key and these headers; `isTextOnly` takes JSON for text too.
    init(key: String?, headers: [PublishHeader], isTextOnly: Bool) {
        self.isTextOnly = isTextOnly
        var record = ByteBuffer()
        if let key { JSONWriter.member("key", key, into: &record) }
        if !headers.isEmpty {
            JSONWriter.name("headers", into: &record)
            JSONWriter.openObject(into: &record)
            for (name, values) in PublishHeader.grouped(headers) {
                name.withByteView { JSONWriter.name($0, into: &record) }
                if values.count == 1 {
                    JSONWriter.string(values[0], into: &record)
                } else {
                    JSONWriter.openArray(into: &record)
                    for value in values { JSONWriter.string(value, into: &record) }
                    JSONWriter.closeArray(into: &record)
                }
            }
            JSONWriter.closeObject(into: &record)
        }
        beginning = record.bytes.array
    }

    var isFull: Bool { count >= Self.messagesMax || array.count >= Self.bytesMax }

    /// The array so far.
    var body: [UInt8] { count == 0 ? Array("[]".utf8) : array.bytes.array + [UInt8(ascii: "]")] }

    mutating func removeAll() {
        array.removeAll()
        count = 0
    }

    /// One message: JSON as a value, other UTF-8 as text, anything else in base64.
    mutating func add(_ message: ByteView) {
        if count == 0 { JSONWriter.openArray(into: &array) }
        count += 1
        JSONWriter.openObject(into: &array)
        array.append(beginning)
        if !isTextOnly, Self.isJSON(message) {
            JSONWriter.name("value", into: &array)
            array.append(message)
        } else if UTF8Text.isValid(message) {
            JSONWriter.member("text", message, into: &array)
        } else {
            JSONWriter.name("base64", into: &array)
            array.append(UInt8(ascii: "\""))
            Base64.encode(message, into: &array)
            array.append(UInt8(ascii: "\""))
        }
        JSONWriter.closeObject(into: &array)
    }

    private static func isJSON(_ message: ByteView) -> Bool {
        guard !message.isEmpty, UTF8Text.isValid(message) else { return false }
        do throws(JSONError) {
            // A record around it and an array around that are two levels of what the server reads.
            _ = try JSONValue(checking: message, depthMax: Limits.jsonDepthMax - 2)
            return true
        } catch { return false }
    }
}
