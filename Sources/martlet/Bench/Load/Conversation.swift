internal import Base

/// What one connection of a load says, and what it makes of the answers.
protocol Conversation: Sendable {
    /// Whether `answered` needs to see bodies; otherwise they are only counted.
    static var readsBodies: Bool { get }

    /// Appends the next request.
    mutating func request(into output: inout ByteBuffer)

    /// Takes a 2xx answer; the messages that are through with it.
    mutating func answered(_ body: ByteView, bytes: Int) -> Int
}
