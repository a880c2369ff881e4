internal import Base
internal import HTTPTransport
internal import Node

/// Positions that dashboards look at again and again: each change of them gives another tag.
///
/// What is asked for is looked up anew by every `look`, so that whoever follows it meets its end.
protocol Board {
    /// Looks at the positions, and says what tells them from others.
    mutating func look() throws(Problem) -> BoardLook

    /// Appends the document about what was looked at last, on one line.
    func write(at now: Instant, into out: inout ByteBuffer) async throws(Problem)

    /// Asks for `wake` on loop `loop` once something may have changed; where nothing can be asked, nothing is.
    func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> [BoardWatch]
}

/// What a board looked like at one moment.
struct BoardLook {
    let tag: BoardTag
    /// Opens once all of it is durable; nil when it is.
    let gate: Gate?
}

/// Something that was asked to say when it changes.
enum BoardWatch {
    case log(LogView, WatchToken)
    case group(Group, UInt64)

    func end() {
        switch self {
        case .log(let log, let token): log.unwatch(token)
        case .group(let group, let token): group.unwatch(token)
        }
    }
}

/// Positions and counts in 64 bits: what is alike has the same tag, and what differs another.
struct BoardTag: Equatable {
    private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0xFF51_AFD7_ED55_8CCD
        value ^= value >> 32
    }

    mutating func add(_ offset: Offset) { add(offset.rawValue) }

    /// The entity tag: sixteen hexadecimal digits in quotes.
    var text: String {
        let digits = String(value, radix: 16)
        return "\"" + String(repeating: "0", count: 16 - digits.count) + digits + "\""
    }

    /// Whether a field If-None-Match names it.
    func isNamed(by field: ByteView?) -> Bool {
        guard let field else { return false }
        return text.withByteView { ETag.matches(field, $0) }
    }
}
