/// Why a text is no cron expression, and where.
package struct CronError: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// Neither five nor six fields.
        case fieldCount(Int)
        /// Longer than `Limits.cronBytesMax`.
        case tooLong
        /// A number or name was expected.
        case noValue
        case outOfRange(field: CronField, value: Int)
        /// The last of a range comes before its first.
        case backwards
        /// A step of 0, or over the field's range.
        case badStep
        /// `L`, `W` or `#` where the field has no use for it.
        case misplaced
        /// No field goes on like this.
        case unexpected
        /// `@` and none of the known words.
        case unknownWord
        /// No day of any year is meant.
        case never
    }

    package let reason: Reason
    /// The byte where it was noticed, from 0.
    package let position: Int

    init(_ reason: Reason, at position: Int) {
        self.reason = reason
        self.position = position
    }
}
