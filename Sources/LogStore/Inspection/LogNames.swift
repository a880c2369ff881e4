package import Base
package import LogFormat

/// What people call the logs of a shard, gathered from the events that declared them.
package struct LogNames: Sendable {
    private struct Topic {
        let name: String
        let namespace: EntityID
    }

    private var namespaces: [EntityID: String] = [:]
    private var topics: [EntityID: Topic] = [:]
    private var texts: [LogID: String] = [:]

    package init() {}

    /// Takes in an event of the catalog; others say nothing.
    package mutating func note(_ event: Event) {
        switch event {
        case .namespaceDeclared(let event): namespaces[event.id] = event.name
        case .topicDeclared(let event):
            let topic = Topic(name: event.name, namespace: event.namespace)
            topics[event.id] = topic
            for (partition, log) in event.logs.enumerated() { name(log, topic, partition) }
        case .topicChanged(let event):
            guard let topic = topics[event.id] else { return }
            for (index, log) in event.addedLogs.enumerated() {
                name(log, topic, Int(event.firstPartition) + index)
            }
        case .queueDeclared(let event):
            texts[event.log] = "queue \(event.name)" + place(event.namespace)
        default: return
        }
    }

    /// Takes a name from the file `name` of a log's directory where no event told one.
    package mutating func note(_ text: String, of log: LogID) {
        if texts[log] == nil { texts[log] = text }
    }

    /// `topic orders/3`, `queue jobs of shop`, or `log 17` where nothing tells.
    package func text(of log: LogID) -> String { texts[log] ?? "log \(log.rawValue)" }

    /// The log that people call so: `17`, `orders/3`, `topic orders/3`, `jobs`; nil when none or several are.
    package func find(_ text: String) -> LogID? {
        if let number = UInt32(text) { return LogID(number) }
        let wanted = [text, "topic \(text)", "queue \(text)", "topic \(text)/0"]
        let found = texts.keys.sorted().filter { wanted.contains(texts[$0] ?? "") }
        return found.count == 1 ? found.first : nil
    }

    private mutating func name(_ log: LogID, _ topic: Topic, _ partition: Int) {
        texts[log] = "topic \(topic.name)/\(partition)" + place(topic.namespace)
    }

    private func place(_ namespace: EntityID) -> String {
        if namespace.rawValue == 0 { return "" }
        return " of \(namespaces[namespace] ?? "namespace \(namespace.rawValue)")"
    }
}
