package import Base

/// Refusals of durations, times and names.
extension Problem {
    package init(duration name: String, _ error: TextError) {
        let detail =
            switch error {
            case .durationWithoutUnit: "\(name) is a number without a unit."
            case .durationTooLong: "\(name) is too long."
            default: "\(name) is not a duration."
            }
        self.init(.invalidDuration, detail, fix: "30s")
    }

    package init(time name: String) {
        self.init(
            .invalidTime, "\(name) is not an RFC 3339 time.", fix: "Give a time such as 2026-11-22T10:00:00Z."
        )
    }

    /// A path's name that is none; `kind` is topic, queue or namespace.
    package init(name: ByteView, of kind: StaticString, _ error: TextError) {
        let detail =
            switch error {
            case .nameEmpty: "The \(kind) has no name."
            case .nameTooLong: "The name of the \(kind) is over \(Limits.nameBytesMax) bytes."
            case .nameStart: "The name of a \(kind) cannot start with _ or a full stop."
            case .nameByte(let position):
                "The name of the \(kind) has a byte at \(position) that no name has."
            default: "This is no name for a \(kind)."
            }
        self.init(
            .invalidName, detail,
            fix: "Use 1 to \(Limits.nameBytesMax) of A-Z a-z 0-9 . _ - and start with none of . _")
    }
}
