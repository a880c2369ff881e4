/// What a name can name.
package enum EntityKind: Sendable {
    case namespace, topic, queue, group, schedule, exchange, binding, policy

    /// The word for it in answers.
    package var name: StaticString {
        switch self {
        case .namespace: "namespace"
        case .topic: "topic"
        case .queue: "queue"
        case .group: "group"
        case .schedule: "schedule"
        case .exchange: "exchange"
        case .binding: "binding"
        case .policy: "policy"
        }
    }
}
