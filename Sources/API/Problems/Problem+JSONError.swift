package import Base
package import JSONText

/// Refusals of JSON: malformed, or of another shape than asked for.
extension Problem {
    /// What a reader of `body` threw; `known` are the members that might have been meant.
    ///
    /// `shift` is added to positions, where `body` is only a part of what was sent.
    package init(_ error: JSONError, in body: ByteView, known: [String] = [], shift: Int = 0) {
        let raw = error.name.upperBound <= body.count ? body[error.name] : .empty
        let name = raw.isEmpty ? "The body" : "Member \"\(raw.string)\""
        switch error.reason {
        case .expected(let wanted):
            let position = error.position + shift
            self.init(
                .malformedJSON, "Expected \(wanted.description) at byte \(position) of the body.",
                fix: "Send valid JSON.")
            numbers.append(("position", position))
        case .unknownMember:
            let hint = Nearest.among(known, to: raw).map { "; did you mean \"\($0)\"?" } ?? "."
            self.init(
                .unknownMember, "Unknown member \"\(raw.string)\"\(hint)",
                fix: known.isEmpty
                    ? "Leave it out; there are no members here."
                    : "Known here: \(known.joined(separator: ", ")).")
        case .duplicateMember:
            self.init(.repeatedOption, "\(name) is given twice.", fix: "Give it once.")
        case .tooManyMembers:
            self.init(.invalidBody, "An object has too many members.", fix: "Send fewer members.")
        case .wrongType(.duration):
            self.init(.invalidDuration, "\(name) is not a duration.", fix: "30s")
        case .wrongType(.time):
            self.init(time: name)
        case .wrongType(let wanted):
            self.init(
                .invalidBody, "\(name) must be \(wanted.description).",
                fix: "See GET /openapi.yaml for the shape.")
        case .outOfRange(let lowest, let highest):
            self.init(
                .outOfRange, "\(name) is out of range; \(lowest) to \(highest) is possible.",
                fix: "Give \(lowest) to \(highest).")
            numbers.append(("limit", highest))
        case .text(let error):
            self.init(text: error, name)
        case .missingBody, .secondBody, .secondKey, .tombstoneWithoutKey, .expectationWithoutKey,
            .secondDelay:
            self.init(message: error.reason)
        case .notABatch:
            self.init(
                .invalidBody, "A batch is {\"messages\":[…]} or an array.",
                fix: "Send {\"messages\":[{\"value\":1}]}, or one object a line as application/x-ndjson.")
        case .pattern: self.init(filter: error)
        }
    }

    /// Members of one message that do not go together.
    private init(message reason: JSONError.Reason) {
        switch reason {
        case .missingBody:
            self.init(
                .invalidBody, "The message has none of value, text, base64, tombstone.",
                fix: "Put the body into value (any JSON), text or base64.")
        case .secondBody:
            self.init(
                .invalidBody, "The message has two of value, text, base64, tombstone.",
                fix: "Give one of them.")
        case .secondKey:
            self.init(.invalidBody, "The message has both key and key_base64.", fix: "Give one of them.")
        case .tombstoneWithoutKey:
            self.init(
                .invalidBody, "The message is a tombstone without a key.", fix: "Give the key that is gone.")
        case .expectationWithoutKey:
            self.init(
                .invalidBody, "The message has expected_key_offset without a key.",
                fix: "Give the key, or leave expected_key_offset out.")
        default: self.init(.invalidBody, "The message has both delay and at.", fix: "Give one of them.")
        }
    }

    /// What makes a filter none, and where.
    package init(filter error: JSONError) {
        let wrong: String
        switch error.reason {
        case .pattern(let fault): wrong = "\(fault.description)"
        case .expected(let wanted): wrong = "\(wanted.description) must stand"
        case .duplicateMember: wrong = "a field stands for the second time"
        default: wrong = "the filter cannot be read"
        }
        self.init(
            .badFilter, "At byte \(error.position) of the filter, \(wrong).",
            fix: "Give a pattern over value, headers or key, such as {\"value\":{\"status\":[\"shipped\"]}}.")
        numbers.append(("position", error.position))
    }

    private init(text error: TextError, _ name: String) {
        switch error {
        case .durationWithoutUnit, .durationMalformed, .durationTooLong: self.init(duration: name, error)
        case .timestampMalformed: self.init(time: name)
        case .base64(let position):
            self.init(
                .invalidBody, "\(name) is not base64 (noticed at its byte \(position)).",
                fix: "Use the standard alphabet, padded.")
        default: self.init(.invalidBody, "\(name) cannot be read.", fix: nil)
        }
    }
}
