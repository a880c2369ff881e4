import Glibc
import Synchronization
import TestSupport

/// Where the server is at present, whether clients are done, and what surprised them.
final class Meeting: Sendable {
    private struct State {
        var origin: String
        var answered = 0
        var replayed = 0
        var surprises: [String] = []
    }

    private let state: Mutex<State>

    init(_ origin: String) { state = Mutex(State(origin: origin)) }

    var origin: String { state.withLock { $0.origin } }
    var answered: Int { state.withLock { $0.answered } }
    var replayed: Int { state.withLock { $0.replayed } }
    var surprises: [String] { state.withLock { $0.surprises } }

    func move(to origin: String) { state.withLock { $0.origin = origin } }

    func note(replayed: Bool) {
        state.withLock { state in
            state.answered += 1
            if replayed { state.replayed += 1 }
        }
    }

    func surprise(_ text: String) { state.withLock { $0.surprises.append(text) } }
}

/// A client that sends a request until it is answered, and again at random, as if the answer had been lost.
struct StubbornClient {
    struct Request {
        let target: String
        let body: [UInt8]
        let fields: [String]
    }

    let meeting: Meeting
    private var random: SplitMix64
    private var client: CurlClient
    private var origin: String
    /// Requests that may be sent once more much later, with what was answered.
    private var past: [(request: Request, answer: [UInt8])] = []

    init(_ meeting: Meeting, seed: UInt64) {
        self.meeting = meeting
        random = SplitMix64(seed: seed)
        origin = meeting.origin
        client = CurlClient(origin)
    }

    /// Publishes, and repeats that and earlier ones at random; all answers to one request must be alike.
    ///
    /// `reach` is how many requests back it may go.
    mutating func publish(_ request: Request, reach: Int) {
        let answer = insist(request, isRepeated: false)
        past.append((request, answer))
        if past.count > reach { past.removeFirst() }
        while random.next().isMultiple(of: 3), let known = past.randomElement(using: &random) {
            let again = insist(known.request, isRepeated: true)
            if again != known.answer {
                meeting.surprise(
                    "\(String(decoding: again, as: UTF8.self)) instead of "
                        + String(decoding: known.answer, as: UTF8.self))
            }
        }
    }

    /// Sends until there is an answer that says what became of it.
    private mutating func insist(_ request: Request, isRepeated: Bool) -> [UInt8] {
        for _ in 0..<3_000 {
            if origin != meeting.origin {
                origin = meeting.origin
                client = CurlClient(origin)
            }
            guard
                let answer = try? client.send(
                    "POST", request.target, body: request.body, fields: request.fields, seconds: 5)
            else {
                poll(nil, 0, 10)
                continue
            }
            if answer.status == 503 || answer.text.contains("idempotency_key_in_flight") {
                poll(nil, 0, 10)
                continue
            }
            let isReplayed = answer["idempotency-replayed"] == "true"
            if answer.status != 201 { meeting.surprise("\(request.target): \(answer.status) \(answer.text)") }
            if isRepeated, !isReplayed { meeting.surprise("\(request.target): stored again: \(answer.text)") }
            meeting.note(replayed: isReplayed)
            return answer.body
        }
        meeting.surprise("\(request.target): no answer")
        return []
    }
}
