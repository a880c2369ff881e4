import Base
import HTTPWire

/// A connection as the tests see it: takes bytes in pieces of any size, gives events.
///
/// It does what a server does with the parser and the decoder, and keeps what it has not taken yet.
struct WireReader: ~Copyable {
    private var input = ByteBuffer()
    private var parser = RequestParser()
    private var head = RequestHead()
    private var body = ByteBuffer()
    private var chunks = ChunkedDecoder(bytesMax: Limits.bodyBytesDefault)
    private var isInBody = false

    /// What has been understood so far.
    private(set) var events: [[UInt8]] = []
    /// Heads taken so far, as bytes.
    private(set) var heads: [[UInt8]] = []
    /// Whether nothing further is read: refused, or the client wanted no more.
    private(set) var isOver = false

    /// Whether bytes are left that make no whole request yet.
    var isIncomplete: Bool { !isOver && (isInBody || !input.isEmpty) }

    /// Events in lines, `incomplete` last where it applies.
    var transcript: [UInt8] {
        Array((events + (isIncomplete ? [Array("incomplete".utf8)] : [])).joined(separator: [10]))
    }

    mutating func feed(_ bytes: ArraySlice<UInt8>) {
        input.append(Array(bytes))
        while !isOver, isInBody ? takeBody() : takeHead() {}
    }

    /// Takes a head; false when more bytes are needed.
    private mutating func takeHead() -> Bool {
        if input.isEmpty { return false }
        switch parser.parse(input.bytes, into: &head) {
        case .incomplete: return false
        case .refused(let refusal):
            refuse(refusal)
            return false
        case .head(let length):
            describeHead()
            heads.append(input.bytes[0..<length].array)
            input.removeFirst(length)
            isInBody = true
            chunks = ChunkedDecoder(bytesMax: Limits.bodyBytesDefault)
            return true
        }
    }

    /// Takes what there is of a body; false when more bytes are needed.
    private mutating func takeBody() -> Bool {
        switch head.framing {
        case .none: break
        case .length(let length):
            let taken = Swift.min(length - body.count, input.count)
            body.append(input.bytes[0..<taken])
            input.removeFirst(taken)
            if body.count < length { return false }
        case .chunked:
            do throws(Refusal) {
                let taken = try chunks.decode(input.bytes, into: &body)
                input.removeFirst(taken)
            } catch {
                refuse(error)
                return false
            }
            if !chunks.isComplete { return false }
        }
        if head.framing.hasBody {
            events.append(Array((body.isEmpty ? "body" : "body ").utf8) + body.bytes.array)
        }
        if !head.keepAlive {
            events.append(Array("close".utf8))
            isOver = true
        }
        body.removeAll()
        isInBody = false
        return true
    }

    private mutating func refuse(_ refusal: Refusal) {
        events.append(Array("refused \(refusal.status.code) \(refusal.kind.rawValue)".utf8))
        isOver = true
    }

    private mutating func describeHead() {
        let bytes = input.bytes
        var line = Array("\(head.method.name)".utf8)
        if head.method == .other { line = Array("other(".utf8) + bytes[head.methodRange].array + [41] }
        line += [32] + head.path(in: bytes).array
        let query = head.query(in: bytes)
        if !query.isEmpty { line += [63] + query.array }
        events.append(line + Array(" HTTP/1.\(head.minorVersion)".utf8))
        head.forEachField(in: bytes) { name, value in
            events.append([32, 32] + name.array + (value.isEmpty ? [58] : [58, 32]) + value.array)
        }
        if head.expectsContinue { events.append(Array("expects 100-continue".utf8)) }
    }
}

/// What a connection makes of `bytes` that come cut at `cuts`.
func transcript(_ bytes: [UInt8], cutAt cuts: [Int] = []) -> [UInt8] {
    var reader = WireReader()
    var start = 0
    for cut in cuts + [bytes.count] {
        reader.feed(bytes[start..<cut])
        start = cut
    }
    return reader.transcript
}
