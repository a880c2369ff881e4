/// Why messages that nobody had in hand left a queue.
package enum RemovalReason: UInt8, Sendable {
    /// They outlived their time.
    case expired = 1
    /// The queue was full.
    case overflowed = 2
    /// Somebody deleted or moved them.
    case deleted = 3
}
