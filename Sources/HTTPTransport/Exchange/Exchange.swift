package import Base
package import HTTPWire
package import Reactor

/// One request and its answer, as a handler sees them.
///
/// Lives on one loop and stands for one request after another, so nobody keeps it beyond `respond`. Views of the
/// request are good until the next await on this exchange: the bytes may move then, and are asked for again.
package final class Exchange {
    let lane: Lane
    /// Set while it serves a connection.
    var connection: Connection?
    var head = RequestHead()
    /// False after a refusal: there is no head to look at.
    var hasHead = false
    var body = BodyState()
    /// The request's method; GET where there is no head.
    package private(set) var method = Method.get
    /// How the end of the body is found.
    private(set) var framing = BodyFraming.none
    /// Whether the request came from a page, which is then allowed to see the answer.
    var hasOrigin = false
    /// Whether the body, or the lack of one, has been dealt with.
    var isBodyOver = true

    /// Whether an answer was given or begun.
    package internal(set) var hasAnswered = false
    var stream = StreamState.none
    /// Bytes that a stream of known length still owes; nil for one of unknown length.
    var streamRest: Int?

    init(lane: Lane) { self.lane = lane }

    var current: Connection {
        guard let connection else { preconditionFailure("the exchange is over") }
        return connection
    }

    package var loop: EventLoop { lane.loop }

    /// Buffers to compose large answers in; `answer(…taking:)` gives them back.
    package var buffers: BufferPool { lane.buffers }

    func begin(headLength: Int) {
        hasHead = true
        hasAnswered = false
        stream = .none
        method = head.method
        framing = head.framing
        isBodyOver = !framing.hasBody
        if !isBodyOver { body.begin(framing, headLength: headLength) }
    }

    func beginRefused() {
        hasHead = false
        hasAnswered = false
        hasOrigin = false
        stream = .none
        method = .get
        framing = .none
        isBodyOver = true
    }

    /// The request's bytes, at whose start the head stands.
    private var bytes: ByteView {
        let connection = current
        return connection.input.bytes.dropping(connection.start)
    }
}

// MARK: the request

extension Exchange {
    /// The method as it was sent.
    package var methodName: ByteView { hasHead ? bytes[head.methodRange] : .empty }

    /// The path as it was sent, percent-coding and all; `*` for `OPTIONS *`.
    package var path: ByteView { hasHead ? head.path(in: bytes) : .empty }

    /// The query without its `?`, as it was sent; empty when there is none.
    package var query: ByteView { hasHead ? head.query(in: bytes) : .empty }

    /// The first value of the field of this lower-case name; nil when absent.
    package func field(_ name: StaticString) -> ByteView? {
        hasHead ? head.value(named: name, in: bytes) : nil
    }

    /// The first value of a field that the parser knows, without a search.
    package func known(_ field: KnownField) -> ByteView? {
        hasHead ? head.value(field, in: bytes) : nil
    }

    /// Visits every field in order, names as they were sent.
    package func forEachField(_ body: (_ name: ByteView, _ value: ByteView) -> Void) {
        if hasHead { head.forEachField(in: bytes, body) }
    }

    /// Whether bytes follow the head.
    package var hasBody: Bool { framing.hasBody }

    /// What Content-Length says; nil when the body is chunked or there is none.
    package var declaredLength: Int? {
        guard case .length(let length) = framing else { return nil }
        return length
    }
}
