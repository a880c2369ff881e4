internal import Base

/// The same requests over and over: `publish`, `get` and `read`.
struct Repeated: Conversation {
    static let readsBodies = false

    /// Whole requests, sent in turn.
    let requests: [[UInt8]]
    /// Messages that an answer of each stands for.
    let messages: [Int]
    private var sending = 0
    private var answering = 0

    init(_ requests: [(bytes: [UInt8], messages: Int)], startingAt first: Int = 0) {
        self.requests = requests.map(\.bytes)
        messages = requests.map(\.messages)
        sending = first % requests.count
        answering = sending
    }

    mutating func request(into output: inout ByteBuffer) {
        output.append(requests[sending])
        sending = sending + 1 == requests.count ? 0 : sending + 1
    }

    mutating func answered(_ body: ByteView, bytes: Int) -> Int {
        let count = messages[answering]
        answering = answering + 1 == messages.count ? 0 : answering + 1
        return count
    }
}
