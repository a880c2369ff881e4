internal import Base
internal import HTTPWire

/// Who may call: the checks of Host and Origin, and the answers that browsers ask for before they call.
struct Access: Sendable {
    private let hosts: HostList
    private let origins: OriginList
    private let exposedFields: [UInt8]

    init(_ settings: ServerSettings) {
        hosts = HostList(settings.allowedHosts)
        origins = OriginList(settings.allowedOrigins)
        exposedFields = Array(settings.exposedFields.utf8)
    }

    /// Why this request may not be served, or nil.
    func objection(to exchange: Exchange) -> RefusalKind? {
        let host = exchange.known(.host)
        if let host, !hosts.allows(host) { return .hostNotAllowed }
        guard let origin = exchange.known(.origin) else {
            exchange.hasOrigin = false
            return nil
        }
        exchange.hasOrigin = origins.allows(origin, host: host)
        return exchange.hasOrigin ? nil : .originNotAllowed
    }

    /// What a page of another origin must be told to see the answer.
    func writeFields(origin: ByteView, into output: inout ByteBuffer) {
        ResponseHead.field("Access-Control-Allow-Origin", origin, into: &output)
        output.append("Vary: Origin\r\n")
        exposedFields.withByteView {
            ResponseHead.field("Access-Control-Expose-Headers", $0, into: &output)
        }
    }

    /// Answers what needs no route: `OPTIONS *` and the preflight of a browser (Fetch standard, section 4.8).
    func answersItself(_ exchange: Exchange) -> Bool {
        guard exchange.method == .options else { return false }
        if exchange.path == "*" {
            exchange.answer(
                .noContent, nil, fields: { ResponseHead.field("Allow", Access.methods, into: &$0) },
                body: .empty)
            return true
        }
        guard exchange.known(.origin) != nil, exchange.known(.accessControlRequestMethod) != nil else {
            return false
        }
        let wanted = exchange.known(.accessControlRequestHeaders)
        exchange.answer(
            .noContent, nil,
            fields: { output in
                ResponseHead.field("Access-Control-Allow-Methods", Access.methods, into: &output)
                if let wanted {
                    ResponseHead.field("Access-Control-Allow-Headers", wanted, into: &output)
                }
                ResponseHead.field("Access-Control-Max-Age", 600, into: &output)
            }, body: .empty)
        return true
    }

    private static var methods: StaticString { "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }
}
