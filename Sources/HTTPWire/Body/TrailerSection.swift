internal import Base

/// The fields after the last chunk: checked line by line, then forgotten.
///
/// Fields that frame, route or authorise have no business there and are refused (RFC 9110, section 6.5.1).
struct TrailerSection: ~Copyable {
    /// What has come so far; no memory is taken when the section is empty.
    private var held = ByteBuffer()
    private var cursor = 0
    private var fieldCount = 0
    private(set) var isComplete = false

    /// Takes bytes up to the end of the section; gives how many.
    mutating func take(_ input: ByteView) throws(Refusal) -> Int {
        if held.isEmpty, input.hasPrefix("\r\n") {
            isComplete = true
            return 2
        }
        let before = held.count
        let taken = Swift.min(input.count, Limits.trailerBytesMax - before)
        held.append(input[0..<taken])
        if let end = try readLines() {
            isComplete = true
            held.release()
            return end - before
        }
        guard held.count < Limits.trailerBytesMax else { throw Refusal(.trailerTooLarge) }
        return taken
    }

    /// Where the section ends, or nil when more bytes are needed.
    private mutating func readLines() throws(Refusal) -> Int? {
        let bytes = held.bytes
        while true {
            switch try FieldLine.read(bytes, at: cursor) {
            case .field(let slice, let next):
                fieldCount += 1
                guard fieldCount <= Limits.fieldCountMax else { throw Refusal(.tooManyFields) }
                guard !TrailerSection.isForbidden(bytes[slice.name]) else { throw Refusal(.badTrailer) }
                cursor = next
            case .end(let next): return next
            case .incomplete: return nil
            }
        }
    }

    private static func isForbidden(_ name: ByteView) -> Bool {
        switch KnownField(name) {
        case .host, .connection, .contentLength, .transferEncoding, .expect, .contentType, .contentEncoding,
            .authorization, .origin, .range, .ifMatch, .ifNoneMatch, .trailer, .upgrade, .te, .idempotencyKey:
            true
        default:
            name.equalsFolded("content-range") || name.equalsFolded("cookie")
                || name.equalsFolded("proxy-authorization") || name.equalsFolded("cache-control")
        }
    }
}
