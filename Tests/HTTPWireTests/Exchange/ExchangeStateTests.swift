import Base
import HTTPWire
import Testing

@Suite struct ExchangeStateTests {
    @Test func `a request without a body is answered and the next parsed`() {
        var state = begun("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(!state.mayParse)
        #expect(answer(&state) == .implied)
        #expect(state.mayParse)
        #expect(state.unsentAnswers == 1)
        state.answersDidLeave()
        #expect(!state.isOver)
    }

    @Test func `a connection closes once its last answer has left`() {
        var state = begun("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(answer(&state) == .closing)
        #expect(!state.mayParse)
        #expect(!state.isOver)
        state.answersDidLeave()
        #expect(state.isOver)
    }

    @Test func `an HTTP/1.0 client is told that the connection stays`() {
        var state = begun("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(!state.mayChunk)
        #expect(answer(&state) == .announced)
        #expect(state.mayParse)
    }

    @Test func `an HTTP/1.0 stream ends with its connection`() {
        var state = begun("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(state.beginAnswer(restBytes: 0, drainMax: 0, isDelimited: false) == .closing)
        #expect(state.endsWithConnection)
    }

    @Test func `continue is sent once, when the body is first wanted`() {
        var state = begun(withheld)
        #expect(state.isBodyPending)
        #expect(state.wantBody(someArrived: false) == true)
        #expect(state.wantBody(someArrived: false) == false)
        state.bodyDidEnd()
        #expect(answer(&state) == .implied)
        #expect(state.mayParse)
    }

    @Test func `continue is needless once the body comes by itself`() {
        var state = begun(withheld)
        #expect(state.wantBody(someArrived: true) == false)
        #expect(state.wantBody(someArrived: false) == false)
    }

    @Test func `an answer before continue closes, for the body may come or not`() {
        var state = begun(withheld)
        #expect(state.beginAnswer(restBytes: 2, drainMax: 1000, isDelimited: true) == .closing)
    }

    @Test(arguments: [(10, false), (11, true), (nil, true)] as [(Int?, Bool)])
    func `a small rest of a body is drained, a large or unknown one closes`(rest: Int?, closes: Bool) {
        var state = begun("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n")
        let persistence = state.beginAnswer(restBytes: rest, drainMax: 10, isDelimited: true)
        #expect((persistence == .closing) == closes)
        state.answerDidEnd()
        #expect(!state.mayParse)
        state.bodyDidEnd()
        #expect(state.mayParse == !closes)
    }

    @Test func `parsing pauses while too many answers wait`() {
        var state = ExchangeState()
        for _ in 0..<Limits.pipelinedRequestsMax {
            state = begun("GET / HTTP/1.1\r\nHost: h\r\n\r\n", from: state)
            #expect(answer(&state) == .implied)
        }
        #expect(!state.mayParse)
        state.answersDidLeave()
        #expect(state.mayParse)
    }

    @Test func `a refused request gets the last answer`() {
        var state = ExchangeState()
        state.beginRefused()
        #expect(answer(&state) == .closing)
        #expect(!state.mayParse)
    }

    @Test func `a server that stops closes after the answer`() {
        var state = begun("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        state.closeAfterAnswer()
        #expect(answer(&state) == .closing)
    }

    private let withheld = "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"

    private func begun(_ text: String, from start: ExchangeState = ExchangeState()) -> ExchangeState {
        var state = start
        var parser = RequestParser()
        var head = RequestHead()
        let bytes = Array(text.utf8)
        #expect(bytes.withByteView { parser.parse($0, into: &head) } == .head(bytes.count))
        state.begin(head)
        return state
    }

    private func answer(_ state: inout ExchangeState) -> Persistence {
        let persistence = state.beginAnswer(restBytes: 0, drainMax: 0, isDelimited: true)
        state.answerDidEnd()
        return persistence
    }
}
