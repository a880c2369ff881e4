internal import Base
internal import LogFormat
internal import Node
internal import Reactor

/// What the messages of a request are routed by, in memory of its own.
struct RoutingText: ~Copyable {
    private let text: ByteBuffer
    private let nameBytes: Int

    /// The routing key is empty when none is given.
    init(_ exchange: MessageExchange, _ options: borrowing OptionReader) throws(Problem) {
        let key = options.value(.routingKey) ?? .empty
        try self.init(exchange, key: key)
    }

    init(_ exchange: MessageExchange, key: ByteView) throws(Problem) {
        guard key.count <= Limits.routingKeyBytesMax else {
            throw Problem(
                .outOfRange,
                "The routing key has \(key.count) bytes; \(Limits.routingKeyBytesMax) are possible.",
                fix: "Use a shorter key."
            ).with("limit", Limits.routingKeyBytesMax)
        }
        guard UTF8Text.isValid(key) else {
            throw Problem(.invalidOption, "The routing key is not UTF-8.", fix: "Use text.")
        }
        var text = ByteBuffer(capacity: 64)
        text.append(exchange.name)
        nameBytes = text.count
        text.append(key)
        self.text = text
    }

    var key: ByteView { text.bytes.dropping(nameBytes) }

    /// Valid as long as this.
    var routing: LineRouting { LineRouting(exchange: text.bytes[0..<nameBytes], key: key) }
}
