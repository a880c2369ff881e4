import Broker
import LogFormat

/// How policies are told in scripts.
extension ScriptNames {
    func policyText(_ event: Event) -> String {
        switch event {
        case .policyDeclared(let event): "policy \(event.name) declared: \(text(event.settings))"
        case .policyChanged(let event): "policy \(name(event.id)) changed: \(text(event.settings))"
        case .policyDeleted(let id): "policy \(name(id)) deleted"
        default: "\(event)"
        }
    }

    private func text(_ policy: PolicySettings) -> String {
        let head = "\(policy.rules.kind.name) \(policy.pattern), priority \(policy.priority)"
        return switch policy.rules {
        case .queues(let rules): head + ", gives \(text(rules.members)): \(settings(rules.values))"
        case .topics(let rules): head + ", gives \(text(rules.members)): \(settings(rules.values))"
        }
    }

    func text<Settings>(_ ruling: Ruling<Settings>?) -> String {
        guard let ruling else { return "" }
        let policy = ruling.policy.map { ", \($0) gave \(text(ruling.given))" } ?? ""
        return "; declared \(text(ruling.declared.members))" + policy
    }

    private func text<Member>(_ members: MemberSet<Member>) -> String {
        members.isEmpty ? "nothing" : members.all.map { "\($0.name)" }.joined(separator: " ")
    }
}
