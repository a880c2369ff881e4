/// What becomes of the connection after an answer, as its head must say.
package enum Persistence: UInt8, Sendable {
    /// Stays open, which HTTP/1.1 implies.
    case implied
    /// Stays open, which an HTTP/1.0 client must be told.
    case announced
    /// Closes after this answer.
    case closing
}
