internal import Base
internal import JSONText
internal import Node
internal import Reactor

/// What is there, but not listed by a file that lists others of its kind.
struct Leftover {
    let namespace: Namespace
    let kind: Definition.Kind
    var exchange: MessageExchange?
    let name: String
    /// Messages that go with it.
    var messages = 0
    /// Deletes it; refuses what would lose messages unless that is told to be right.
    let delete: (_ isForced: Bool) throws(Refused) -> Void

    /// What people call it.
    var label: String { exchange.map { "\($0.name)/\(name)" } ?? name }

    /// Refuses to delete what holds messages.
    static func requireEmpty(_ leftovers: [Leftover]) throws(Problem) {
        let full = leftovers.filter { $0.messages > 0 }
        guard !full.isEmpty else { return }
        let told = full.prefix(10).map { "\($0.kind.rawValue) \"\($0.label)\" (\($0.messages))" }
        throw Problem(
            .wouldLoseMessages,
            "What the document does not list holds messages: \(told.joined(separator: ", ")).",
            fix: "Look with dry_run=true; list what is to stay, or send it with force=true."
        ).with("applied", 0)
    }

    func write(into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("kind", kind.rawValue, into: &out)
        JSONWriter.member("namespace", namespace.name, into: &out)
        if let exchange { JSONWriter.member("exchange", exchange.name, into: &out) }
        JSONWriter.member("name", name, into: &out)
        if messages > 0 { JSONWriter.member("messages", messages, into: &out) }
        JSONWriter.closeObject(into: &out)
    }
}
