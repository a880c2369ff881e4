internal import Base

/// What a connection may do next: parse, read a body, answer, go on or close (RFC 9112, section 9).
///
/// Exchanges go one after another; answers wait in their order until they may leave, and meanwhile the next
/// request is parsed, up to `Limits.pipelinedRequestsMax` answers behind. It does no I/O and knows no time.
package struct ExchangeState: Sendable {
    /// `none` also once the body has been taken as a whole.
    private enum Body { case none, withheld, arriving }

    private var body = Body.none
    private var minorVersion: UInt8 = 1
    private var clientKeeps = true
    private var mustClose = false
    private var isAnswered = true

    /// Answers composed but not yet handed to the socket as a whole.
    package private(set) var unsentAnswers = 0
    /// Whether the answer in the making has no end but the connection's.
    package private(set) var endsWithConnection = false

    package init() {}
}

// MARK: the request

extension ExchangeState {
    /// Whether the next request may be parsed now.
    package var mayParse: Bool {
        isAnswered && !willClose && body == .none && unsentAnswers < Limits.pipelinedRequestsMax
    }

    /// Takes up the request of `head`; only when `mayParse`.
    package mutating func begin(_ head: borrowing RequestHead) {
        begin(
            framing: head.framing, minorVersion: head.minorVersion, keepAlive: head.keepAlive,
            expectsContinue: head.expectsContinue)
    }

    mutating func begin(framing: BodyFraming, minorVersion: UInt8, keepAlive: Bool, expectsContinue: Bool) {
        precondition(mayParse, "the exchange before is not over")
        body = !framing.hasBody ? .none : expectsContinue ? .withheld : .arriving
        self.minorVersion = minorVersion
        clientKeeps = keepAlive
        isAnswered = false
        endsWithConnection = false
    }

    /// Takes up a request that was refused: its answer is the last of the connection.
    package mutating func beginRefused() {
        body = .none
        isAnswered = false
        mustClose = true
        endsWithConnection = false
    }

    /// Says that the body is about to be read; true when `100 Continue` must be sent first, once.
    ///
    /// Not when bytes of the body are there already, as `someArrived` says (RFC 9110, section 10.1.1).
    package mutating func wantBody(someArrived: Bool) -> Bool {
        guard body == .withheld else { return false }
        body = .arriving
        return !someArrived
    }

    /// The last byte of the body has been taken off the input, be it read or thrown away.
    package mutating func bodyDidEnd() { body = .none }

    /// Whether bytes of this request are still to come.
    package var isBodyPending: Bool { body == .withheld || body == .arriving }
}

// MARK: the answer

extension ExchangeState {
    /// Whether the connection ends after the answer in the making or the last one made.
    package var willClose: Bool { mustClose || !clientKeeps }

    /// Makes the current answer the last: stopping, a broken body, a limit.
    package mutating func closeAfterAnswer() { mustClose = true }

    /// Whether an answer without a known length can be chunked; else it ends with the connection.
    package var mayChunk: Bool { minorVersion >= 1 }

    /// What stands in the head of the answer that begins now.
    ///
    /// `restBytes` is what of the body has not been read, nil when unknown (chunked). A client that still
    /// waits for `100 Continue` may send its body or not, so that the next request could not be told from
    /// it: close. The same when the rest is unknown or more than `drainMax`; else the transport throws it
    /// away. An answer that is not delimited, by a length or by chunks, ends with the connection.
    package mutating func beginAnswer(restBytes: Int?, drainMax: Int, isDelimited: Bool) -> Persistence {
        switch body {
        case .none: break
        case .withheld: mustClose = true
        case .arriving:
            let isSmall = restBytes.map { $0 <= drainMax } ?? false
            mustClose = mustClose || !isSmall
        }
        if !isDelimited {
            mustClose = true
            endsWithConnection = true
        }
        if willClose { return .closing }
        return minorVersion == 0 ? .announced : .implied
    }

    /// The answer's last byte is in the output, where it may have to wait.
    package mutating func answerDidEnd() {
        isAnswered = true
        if willClose { body = .none }
        unsentAnswers += 1
    }

    /// The oldest `count` answers have left.
    package mutating func answersDidLeave(_ count: Int = 1) {
        precondition(count <= unsentAnswers)
        unsentAnswers -= count
    }

    /// Whether everything is said and the connection should be closed.
    package var isOver: Bool { isAnswered && willClose && unsentAnswers == 0 }
}
