internal import Base
internal import JSONText

/// A message of a queue as the server wrote it, its members as a row shows them.
struct QueueRow {
    private(set) var id = "-"
    private(set) var state = ""
    private(set) var time = ""
    private(set) var key = "-"
    private(set) var lease = ""
    private(set) var body = ""

    init(_ message: JSONValue, _ ink: Ink) throws(JSONError) {
        var members = try message.object()
        while let member = try members.next() {
            switch member.name {
            case "id": id = Printable.text(try member.value.string())
            case "state": state = Printable.text(try member.value.string())
            case "timestamp": time = Printable.text(try member.value.string())
            case "lease": lease = Printable.text(try member.value.string())
            case "key": key = Printable.text(try member.value.string())
            case "key_base64": key = "base64:" + Printable.text(try member.value.string())
            case "value": body = Printable.text(member.value.raw.string)
            case "text": body = Printable.text(try member.value.string())
            case "base64": body = "base64:" + Printable.text(try member.value.string())
            case "tombstone": body = ink.faint("(tombstone)")
            default: break
            }
        }
    }
}
