package import LogFormat

/// What a declaration of a policy names; nil leaves a member as it is, or at its default.
package struct PolicyWish: Equatable, Sendable {
    /// The settings that it gives, all of them.
    package enum Settings: Equatable, Sendable {
        case queues(QueueWish)
        case topics(TopicWish)

        package var kind: PolicyKind {
            switch self {
            case .queues: .queues
            case .topics: .topics
            }
        }

        var rules: PolicyRules {
            switch self {
            case .queues(let wish): .queues(wish.rules)
            case .topics(let wish): .topics(wish.rules)
            }
        }
    }

    package var pattern: String?
    package var priority: Int?
    /// Of the kind that it has, which cannot change.
    package var settings: Settings?

    package init(pattern: String? = nil, priority: Int? = nil, settings: Settings? = nil) {
        self.pattern = pattern
        self.priority = priority
        self.settings = settings
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: PolicySettings) -> (settings: PolicySettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
        if let pattern, pattern != settings.pattern {
            wished.pattern = pattern
            changed.append("pattern")
        }
        if let priority, priority != settings.priority {
            wished.priority = priority
            changed.append("priority")
        }
        if let rules = self.settings?.rules, rules != settings.rules {
            wished.rules = rules
            changed.append("settings")
        }
        return (wished, changed)
    }
}
