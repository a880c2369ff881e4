internal import Base
internal import LogFormat

extension Policy {
    /// The event that would declare it as it is now.
    var declaration: PolicyDeclared {
        PolicyDeclared(
            id: id, namespace: namespace, declaredAt: declaredAt, name: name, settings: settings)
    }

    /// What all entities begin with, then a `policy_declared` event with the settings of now.
    func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.policy)
        EntityFields.encode(mark, version: version, into: &output)
        Event.policyDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
    }

    /// What is durable, as a line.
    var trace: String {
        """
        policy \(id.rawValue) \(name) in \(namespace.rawValue) declared \(declaredAt.milliseconds) \
        \(settings.rules.kind.name) \(settings.pattern) priority \(settings.priority) \
        \(settings.rules.trace) version \(version) at \(mark.last.rawValue)
        """
    }
}

extension PolicyRules {
    fileprivate var trace: String {
        switch self {
        case .queues(let rules): rules.trace
        case .topics(let rules): rules.trace
        }
    }
}

extension Rules {
    /// Names of the members, and all values.
    var trace: String { "[" + members.all.map { "\($0.name)" }.joined(separator: " ") + "] of \(values)" }
}

extension Ruling {
    /// What was declared, and what the policy gave.
    var trace: String {
        "declared \(declared.trace)"
            + (policy.map { " \($0) gave [\(given.all.map { "\($0.name)" }.joined(separator: " "))]" } ?? "")
    }
}

extension Broker {
    mutating func restorePolicy(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        guard case .policyDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let policy = Policy(event)
        policy.version = entity.version
        policy.mark = entity.mark
        guard entities.restore(.policy(policy), at: event.id) else { throw .badField("id") }
    }
}
