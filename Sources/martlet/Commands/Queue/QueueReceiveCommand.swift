internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet queue receive`.
struct QueueReceiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Lease messages and print them; with --ack they are done with.",
        discussion: """
            A row has id, key and what was sent, and without --ack a second one the lease, to settle it with;
            --json prints whole lines. What was printed and is not settled comes back after the lease.
            """)

    @Argument(help: "The queue.")
    var name: String
    @Option(help: "At most so many messages. (default: 1)")
    var max: Int?
    @Option(help: "How long to wait when there is none, such as 20s.")
    var wait: String?
    @Option(help: "How long to lease them. (default: as the queue says)")
    var lease: String?
    @Flag(help: "Ack them once they are printed.")
    var ack = false
    @Flag(help: "Whole lines, as the server wrote them.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let answer = try session.exchange(
                "POST", QueueCommand.place(name) + "/receive", type: "application/json",
                body: Array(wish.utf8))
            let leases = try answer.body.withByteView { body in
                try ReceivedText.print(body, isJSON: json, showsLeases: !ack)
            }
            if leases.isEmpty { return ErrorLine.print("nothing to receive from \(Printable.text(name))") }
            guard ack else { return }
            var settle = JSONLine()
            settle.add("ack", leases)
            try session.exchange(
                "POST", QueueCommand.place(name) + "/settle", type: "application/json",
                body: Array(settle.text.utf8))
        }
    }

    /// What is asked for.
    var wish: String {
        var wish = JSONLine()
        wish.add("max", max ?? 1)
        if let wait { wish.add("wait", wait) }
        if let lease { wish.add("lease", lease) }
        return wish.text
    }
}
