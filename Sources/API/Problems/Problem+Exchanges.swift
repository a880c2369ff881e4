internal import Base
internal import Broker
internal import LogFormat

/// Refusals that concern exchanges.
extension Problem {
    init(exchange error: BrokerError) {
        switch error {
        case .exchangeReserved:
            self.init(
                .exchangeReserved, "The exchange \"default\" is there as it is: each queue by its name.",
                fix: "Choose another name.")
        case .exchangeInternal(let name):
            self.init(
                .exchangeInternal, "The exchange \"\(name)\" is internal.",
                fix: "Publish to an exchange that is bound to it.")
        case .inUse(let kind, let name, let users):
            self.init(
                .inUse, "The \(kind.name) \"\(name)\" is used by \(users.joined(separator: ", ")).",
                fix: "Change those first.")
        case .badBinding(let fault): self.init(.invalidBinding, fault.detail, fix: fault.fix)
        case .holdsNothingBack(let name):
            self.init(
                .outOfRange, "The message would reach the topic \"\(name)\", which holds nothing back.",
                fix: "Leave the delay out, or bind queues only.")
        case .takesJSONOnly(let name):
            self.init(
                .bodyNotJSON, "\"\(name)\", which the message would reach, takes JSON only.",
                fix: "Send valid JSON as application/json, or PATCH validate of \"\(name)\" to none.")
        default:
            self.init(
                .unroutable, "No binding takes the message, and there is no alternate exchange.",
                fix: "See why with a POST to the exchange's route, or leave mandatory out.")
        }
    }
}

extension BindingFault {
    fileprivate var detail: String {
        switch self {
        case .noTarget: "The binding leads to nothing."
        case .noHeaders: "A binding of a headers exchange needs headers to compare."
        case .routingKey(let type): "An exchange of type \(type.name) does not look at routing keys."
        case .headers(let type): "An exchange of type \(type.name) does not look at headers."
        case .weight(let type): "An exchange of type \(type.name) has no weights."
        case .filter: "The filter is no pattern."
        }
    }

    fileprivate var fix: String {
        switch self {
        case .noTarget: "Name one in to: {\"queue\":\"…\"}, {\"topic\":\"…\"} or {\"exchange\":\"…\"}."
        case .noHeaders: "Give headers, such as {\"kind\":\"invoice\",\"urgent\":null}; null takes any value."
        case .routingKey: "Leave routing_key out."
        case .headers: "Leave match and headers out; a filter can ask for headers everywhere."
        case .weight: "Leave weight out."
        case .filter: "See the patterns in the documentation."
        }
    }
}
