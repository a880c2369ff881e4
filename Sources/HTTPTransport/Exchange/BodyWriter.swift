package import Base
internal import Reactor

/// Writes the body of an answer part by part; the parts leave in order, large ones without a copy.
package struct BodyWriter {
    private let connection: Connection
    /// Bytes that are still to come.
    private(set) var rest: Int

    init(_ connection: Connection, length: Int) {
        self.connection = connection
        rest = length
    }

    /// A copy of `bytes`.
    package mutating func append(_ bytes: ByteView) {
        rest -= bytes.count
        connection.output.reserve(bytes.count, from: connection.lane.buffers)
        connection.output.open.append(bytes)
    }

    /// The very bytes, which their owner keeps until they have left.
    package mutating func append(_ shared: SharedBytes) {
        if shared.bytes.count <= Self.copiedBytesMax { return append(shared.bytes) }
        rest -= shared.bytes.count
        connection.output.append(shared, from: connection.lane.buffers)
    }

    /// Below this a copy costs less than a buffer of its own.
    static let copiedBytesMax = 2048
}
