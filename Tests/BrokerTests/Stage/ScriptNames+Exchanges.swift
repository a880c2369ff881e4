import Base
import Broker
import LogFormat

/// How exchanges are told in scripts.
extension ScriptNames {
    func exchangeText(_ event: Event) -> String {
        switch event {
        case .exchangeDeclared(let event): "exchange \(event.name) declared: \(settings(event.settings))"
        case .exchangeChanged(let event): "exchange \(name(event.id)) changed: \(settings(event.settings))"
        case .exchangeDeleted(let id): "exchange \(name(id)) deleted"
        case .bound(let event): "\(name(event.exchange)): \(text(event.binding))"
        case .unbound(let event): "\(name(event.exchange)): binding \(event.number) is gone"
        default: "\(event)"
        }
    }

    private func settings(_ settings: ExchangeSettings) -> String {
        "\(settings.type.name)\(settings.isInternal ? ", internal" : "")"
            + (settings.alternate.map { ", alternate \($0)" } ?? "")
    }

    private func text(_ binding: Binding) -> String {
        var text = "binding \(binding.number), \(binding.name), to \(name(binding.target))"
        if !binding.routingKey.isEmpty { text += ", key \(binding.routingKey)" }
        if let match = binding.match { text += ", \(match.name) of" }
        for header in binding.headers { text += " \(header.name)=\(header.value ?? "any")" }
        if let filter = binding.filter { text += ", filter \(filter)" }
        if binding.weight != 1 { text += ", weight \(binding.weight)" }
        return text + (binding.isEphemeral ? ", ephemeral" : "")
    }
}
