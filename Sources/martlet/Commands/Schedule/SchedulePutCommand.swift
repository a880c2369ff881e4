internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet schedule put`.
struct SchedulePutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Declare a schedule, or set what is given of one that is there.",
        discussion: """
            For example:  martlet schedule put nightly --cron "0 3 * * *" --tz Europe/Zurich --to queue:jobs --text go
            """)

    @Argument(help: "Its name.")
    var name: String
    @Option(help: "Send once, at a time such as 2027-01-01T00:00:00Z.")
    var at: String?
    @Option(help: "Send every so often, such as 15m.")
    var every: String?
    @Option(help: "Send as cron says: minute hour day month weekday; seconds may stand in front.")
    var cron: String?
    @Option(name: .customLong("tz"), help: "The time zone of --cron, such as Europe/Zurich. (default: UTC)")
    var zone: String?
    @Option(help: "Where to: queue:NAME, topic:NAME or exchange:NAME[/ROUTING_KEY].")
    var to: String?
    @Option(help: "The message as text.")
    var text: String?
    @Option(help: "The message as JSON.")
    var value: String?
    @Option(help: "The key of the message.")
    var key: String?
    @Option(help: "Send nothing behind this time.")
    var until: String?
    @Option(help: "What becomes of missed runs: once, skip or all. (default: once)")
    var misfire: String?
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws { _ = try wish() }

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let answer = try server.session().declare(ScheduleCommand.place(name), wish, createOnly: new)
            try ScheduleCommand.print(answer, asJSON: json)
        }
    }

    /// The declaration: what was given, and nothing else.
    func wish() throws -> String {
        var wish = JSONLine()
        if let at { wish.add("at", at) }
        if let every { wish.add("every", every) }
        if let cron { wish.add("cron", cron) }
        if let zone { wish.add("tz", zone) }
        if let to {
            guard let target = TargetText.parse(to, of: TargetText.all) else {
                throw ValidationError(
                    "--to must look like queue:jobs, topic:orders or exchange:shop/order.due, not \"\(to)\"")
            }
            wish.add("to", target)
        }
        if let message = try message() { wish.add("message", message) }
        if let until { wish.add("until", until) }
        if let misfire { wish.add("misfire", misfire) }
        return wish.text
    }

    private func message() throws -> JSONLine? {
        guard text != nil || value != nil else {
            if key != nil { throw ValidationError("--key needs --text or --value") }
            return nil
        }
        var message = JSONLine()
        if let key { message.add("key", key) }
        switch (text, value) {
        case (let text?, nil): message.add("text", text)
        case (nil, let value?):
            guard (try? value.withByteView({ try JSONScanner.scan($0) })) != nil else {
                throw ValidationError("--value is not JSON; --text takes anything")
            }
            message.add("value", json: value)
        default: throw ValidationError("give --text or --value, not both")
        }
        return message
    }
}
