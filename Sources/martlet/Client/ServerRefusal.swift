internal import Base
internal import JSONText

/// An answer that is no success, as one line: what is wrong, and what to do about it.
struct ServerRefusal: Error, CustomStringConvertible {
    let status: Int
    /// Whether the same request may succeed later.
    private(set) var isRetryable = false
    private(set) var description: String

    /// Reads a problem (RFC 9457); of anything else the line shows the status and how it begins.
    init(_ answer: Answer) {
        status = answer.status
        let start = String(decoding: answer.body.prefix(200), as: UTF8.self)
        description = "status \(answer.status)" + (start.isEmpty ? "" : ": " + Printable.text(start))
        guard answer.type.hasPrefix("application/problem+json") else { return }
        var (title, detail, fix, errors) = ("", "", "", "")
        answer.body.withByteView { body in
            do throws(JSONError) {
                var members = try JSONObjectReader(body)
                while let member = try members.next() {
                    switch member.name {
                    case "title": title = try member.value.string()
                    case "detail": detail = try member.value.string()
                    case "fix": fix = try member.value.string()
                    case "retryable": isRetryable = try member.value.boolean()
                    case "errors": errors = try Self.firstError(member.value)
                    default: break
                    }
                }
            } catch { return }
        }
        let what = detail.isEmpty ? title : detail
        guard !what.isEmpty else { return }
        let parts = [what, errors, fix.isEmpty ? "" : "Fix: " + fix].filter { !$0.isEmpty }
        description = Printable.text(parts.joined(separator: " "))
    }

    /// What is wrong with the first bad message of a batch.
    private static func firstError(_ value: JSONValue) throws(JSONError) -> String {
        var items = try value.array()
        guard let first = try items.next() else { return "" }
        var (index, detail) = ("", "")
        var members = try first.object()
        while let member = try members.next() {
            switch member.name {
            case "index": index = member.value.raw.string
            case "detail": detail = try member.value.string()
            default: break
            }
        }
        return "Message \(index): \(detail)"
    }
}
