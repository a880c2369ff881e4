internal import Base
internal import Broker
internal import LogFormat

/// The message of a schedule that an exchange sends on, routed before the lock is taken.
///
/// Used by one loop.
final class ScheduleFan {
    let exchange: MessageExchange
    /// The schedule as it was when it was routed.
    let schedule: ScheduleRevision
    private(set) var blocks: [FanBlock] = []
    private(set) var feeds: [FanFeed] = []
    private var line = ByteBuffer()
    private var key = ByteBuffer()

    /// Refuses what the exchange, or a target of it, does not take.
    init(
        _ schedule: ScheduleStatus, to name: String, by routingKey: String, in namespace: Namespace
    ) throws(BrokerError) {
        guard let exchange = namespace.exchange(named: name) else { throw .notFound(.exchange, name) }
        self.exchange = exchange
        self.schedule = schedule.revision
        routingKey.withByteView { key.append($0) }
        let message = schedule.settings.message
        message.line.withByteView { write($0) }
        let routed = exchange.route(key: key.bytes, line: line.bytes)
        let traits = MessageTraits(message)
        if let refusal = routed.refusal(of: line.bytes, traits) { throw refusal }
        blocks = [
            FanBlock(routed: routed, count: 1, suffixes: line.bytes, routingKey: key.bytes, traits: traits)
        ]
    }

    var body: ByteView { line.bytes }

    /// What the broker is to do; topics without keys take turns with each call.
    func command() -> FanCommand {
        feeds = []
        return FanCommand(
            namespace: exchange.namespace.id, exchange: exchange.identityTarget,
            routes: blocks[0].routed.routes, blocks: [exchange.block(blocks[0], at: 0, &feeds)])
    }

    private func write(_ suffix: ByteView) {
        guard let view = try? LineSuffixView(parsing: suffix) else { return line.append(suffix) }
        exchange.name.withByteView { name in
            view.write(routing: LineRouting(exchange: name, key: key.bytes), into: &line)
        }
    }
}

extension MessageTraits {
    /// Those of a message that waited for its time.
    init(_ message: ScheduledMessage) {
        self.init(
            delay: message.delay.map { .by($0) }, ttl: message.ttl, group: message.group,
            dedupe: message.dedupe, priority: message.priority ?? 0)
    }
}
