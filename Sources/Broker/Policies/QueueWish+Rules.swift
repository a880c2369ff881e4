internal import LogFormat

/// What of a wish is declared from then on, of those settings that policies can give.
extension QueueWish {
    /// What was declared once this is, too; `settings` are those it led to.
    func added(to rules: Rules<QueueSettings>, leadingTo settings: QueueSettings) -> Rules<QueueSettings> {
        var rules = rules
        if lease != nil { rules.set(.lease, from: settings) }
        if ack != nil { rules.set(.ack, from: settings) }
        if validate != nil { rules.set(.validate, from: settings) }
        if maxDeliveries != .asIs { rules.set(.maxDeliveries, from: settings) }
        if backoff != nil { rules.set(.backoff, from: settings) }
        if deadLetter != nil { rules.set(.deadLetter, from: settings) }
        rules.note(ttl, of: .ttl, from: settings)
        rules.note(expires, of: .expires, from: settings)
        rules.note(lengthMax, of: .maxLength, from: settings)
        rules.note(bytesMax, of: .maxBytes, from: settings)
        if overflow != nil { rules.set(.overflow, from: settings) }
        for member in unsaid.all { rules.remove(member) }
        return rules
    }

    /// All that it names.
    var rules: Rules<QueueSettings> { added(to: Rules(), leadingTo: applied(to: .standard).settings) }
}

extension TopicWish {
    /// What was declared once this is, too; `settings` are those it led to.
    func added(to rules: Rules<TopicSettings>, leadingTo settings: TopicSettings) -> Rules<TopicSettings> {
        var rules = rules
        if ack != nil { rules.set(.ack, from: settings) }
        if validate != nil { rules.set(.validate, from: settings) }
        rules.note(retention.time, of: .retentionTime, from: settings)
        rules.note(retention.bytes, of: .retentionBytes, from: settings)
        rules.note(retention.count, of: .retentionCount, from: settings)
        if tombstoneTime != nil { rules.set(.tombstoneTime, from: settings) }
        for member in unsaid.all { rules.remove(member) }
        return rules
    }

    /// All that it names.
    var rules: Rules<TopicSettings> { added(to: Rules(), leadingTo: applied(to: .standard).settings) }
}

extension Rules {
    /// Takes in a wish for a limit; to have none is to say nothing of it.
    fileprivate mutating func note<Value>(
        _ wish: LimitWish<Value>, of member: Settings.Member, from settings: Settings
    ) {
        switch wish {
        case .asIs: break
        case .none: remove(member)
        case .at: set(member, from: settings)
        }
    }
}
