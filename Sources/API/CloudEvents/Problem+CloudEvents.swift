internal import Base
internal import HTTPTransport
internal import JSONText

/// Refusals of CloudEvents.
extension Problem {
    /// An attribute, or what stands as one, is wrong; `what` goes on after its name.
    init(attribute name: ByteView, _ what: String, fix: String? = nil) {
        self.init(
            .invalidCloudEvent, "The attribute \"\(name.string)\" \(what).",
            fix: fix ?? "Send an event as CloudEvents 1.0 describes it.")
        var quoted = ByteBuffer()
        JSONWriter.lossyString(name, into: &quoted)
        extra = ("attribute", quoted.bytes.string)
    }

    /// Attributes that every event has are missing.
    init(missingAttributes names: [StaticString]) {
        let list = names.map { "\"\($0)\"" }
        let which = list.count == 1 ? "The attribute \(list[0]) is" : "The attributes \(list.spoken) are"
        self.init(
            .invalidCloudEvent, "\(which) missing.",
            fix: "An event has specversion, id, source and type: as ce-* fields, or in its document.")
        extra = names.first.map { ("attribute", "\"\($0)\"") }
    }

    /// Events that came to the wrong path; `verb` is what the right one ends in.
    init(misplacedEvents detail: String, _ call: Call, verb: String) {
        let path = call.path.string
        let base = path.lastIndex(of: ":").map { String(path[..<$0]) } ?? path
        self.init(.unsupportedMediaType, detail, fix: "POST it to \(base)\(verb).")
    }

    static var foreignEvents: Problem {
        Problem(
            .unsupportedMediaType, "CloudEvents are read in the JSON format in UTF-8.",
            fix: "Send application/cloudevents+json, or the attributes as ce-* fields.")
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    fileprivate var spoken: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
