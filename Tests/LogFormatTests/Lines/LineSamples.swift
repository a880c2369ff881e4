import Base
import JSONText

@testable import LogFormat

/// The suffix that `parts` become, or why they do not.
func compose(
    _ body: MessageParts.Body, type: MessageParts.ContentType = .formDefault, key: ByteView? = nil,
    headers: [(String, String)] = [], eventTime: Instant? = nil, requiresJSON: Bool = false
) -> Result<String, LineError> {
    var list = HeaderList()
    var out = ByteBuffer()
    do throws(LineError) {
        for (name, value) in headers {
            let (name, value) = (Array(name.utf8), Array(value.utf8))
            try name.withByteView { name throws(LineError) in
                try value.withByteView { value throws(LineError) in try list.add(name: name, value: value) }
            }
        }
        let parts = MessageParts(
            body: body, contentType: type, key: key, eventTime: eventTime, requiresJSON: requiresJSON)
        try LineSuffix.compose(parts, headers: list, into: &out)
        return .success(out.bytes.string)
    } catch {
        return .failure(error)
    }
}

/// The suffix of a body posted with `type`, nil for none.
func posted(_ body: [UInt8], _ type: StaticString?) -> [UInt8] {
    body.withByteView { view in
        var out = ByteBuffer()
        let type = type.map { MessageParts.ContentType.sent(ByteView($0)) } ?? .none
        let parts = MessageParts(body: .posted(view), contentType: type)
        do throws(LineError) { try LineSuffix.compose(parts, headers: HeaderList(), into: &out) } catch {
            return []
        }
        return out.bytes.array
    }
}

func posted(_ body: String, _ type: StaticString?) -> String {
    String(decoding: posted(Array(body.utf8), type), as: UTF8.self)
}

/// The bytes that a raw read gives for a stored suffix.
func rawBody(_ suffix: [UInt8]) -> [UInt8]? {
    suffix.withByteView { line in
        var out = ByteBuffer()
        do throws(FormatError) { try LineSuffixView(parsing: line).writeRawBody(into: &out) } catch {
            return nil
        }
        return out.bytes.array
    }
}

/// An `appended` event whose body is `suffixes`.
func appended(
    _ suffixes: String, count: Int, partition: UInt32? = 0, first: UInt64 = 0,
    timestamp: Int64 = 1_795_341_600_123
) -> ByteBuffer {
    var out = ByteBuffer()
    let destination = AppendedDestination(log: LogID(1), partition: partition, first: Offset(first))
    AppendedHead(count: count, timestamp: Instant(milliseconds: timestamp), destination: destination)
        .encode(bodyBytes: suffixes.utf8.count, into: &out)
    out.append(suffixes)
    return out
}
