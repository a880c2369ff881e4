package import Base
internal import Broker
package import LogFormat

/// A message of a transaction that was routed, with the places chosen where it goes.
package struct RoutedPart: Sendable {
    package let exchange: MessageExchange
    /// Whether it is refused when it goes nowhere.
    let isMandatory: Bool
    let routed: Routed
    let block: FanCommand.Block
    let feeds: [FanFeed]

    /// What compacted topics among its targets hear of its key.
    package var keys: [(log: LogID, key: KeyHash)] { feeds.map { ($0.log.id, $0.keys[0]) } }

    /// The logs that get it.
    package var logs: [LogID] { block.destinations.map(\.log) }

    /// Behind so many blocks of its command.
    func feeds(behind blocks: Int) -> [FanFeed] { feeds.map { $0.moved(by: blocks) } }

    var command: FanCommand {
        FanCommand(
            namespace: exchange.namespace.id, exchange: exchange.identityTarget, routes: routed.routes,
            blocks: [block], isMandatory: isMandatory)
    }
}

extension MessageExchange {
    /// Chooses where a message goes that was routed; its bytes are needed no longer then.
    package func part(_ block: FanBlock, isMandatory: Bool) -> RoutedPart {
        var feeds: [FanFeed] = []
        let chosen = self.block(block, at: 0, &feeds)
        return RoutedPart(
            exchange: self, isMandatory: isMandatory, routed: block.routed, block: chosen, feeds: feeds)
    }
}
