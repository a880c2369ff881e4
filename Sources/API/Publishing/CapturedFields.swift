internal import Base
internal import HTTPTransport

/// Request fields that a publisher wants to keep as headers: `?capture_headers=x-github-*,user-agent`.
enum CapturedFields {
    /// Adds the fields that the option names to the message's headers; credentials never.
    ///
    /// Nor the attributes of an event, which are kept anyway.
    static func add(
        from exchange: Exchange, to options: inout OptionReader, _ mode: CloudEventMode
    ) throws(Problem) {
        guard let patterns = options.value(.captureHeaders)?.string.lowercased() else { return }
        let wanted = patterns.split(separator: ",").map { $0.trimmingSpaces }
        for pattern in wanted where isSecret(pattern) {
            throw Problem(
                .invalidOption, "capture_headers cannot keep \(pattern).", fix: "Leave \(pattern) out.")
        }
        var refusal: Problem?
        exchange.forEachField { name, value in
            let lowered = name.string.lowercased()
            if mode != .none, EventFields.isAttribute(name) { return }
            guard refusal == nil, !isSecret(lowered), wanted.contains(where: { matches(lowered, $0) }) else {
                return
            }
            do throws(Problem) { try options.addHeader(name, value) } catch { refusal = error }
        }
        if let refusal { throw refusal }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        guard pattern.hasSuffix("*") else { return name == pattern }
        return name.hasPrefix(String(pattern.dropLast()))
    }

    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "proxy-authorization", "cookie"].contains(name)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
