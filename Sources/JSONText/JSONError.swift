package import Base

/// What is wrong with a JSON text, and at which byte.
///
/// Small and trivial, so that throwing it costs nothing on the way; names are ranges of the text read.
package struct JSONError: Error, Equatable, Sendable {
    /// Why it was refused.
    package var reason: Reason
    /// Byte of the text at which it was noticed: up to there it could still have become what was wanted.
    package var position: Int
    /// The member concerned, as it stands between its quotes; empty when none is.
    package var name: Range<Int>
    /// The message of a batch, counted from 0; nil outside of batches.
    package var record: Int?

    package init(_ reason: Reason, at position: Int, name: Range<Int> = 0..<0, record: Int? = nil) {
        self.reason = reason
        self.position = position
        self.name = name
        self.record = record
    }

    package enum Reason: Equatable, Sendable {
        /// Not JSON: something else should stand here.
        case expected(JSONExpectation)
        case unknownMember
        case duplicateMember
        /// More members than an object of this kind may have.
        case tooManyMembers
        case wrongType(JSONType)
        case outOfRange(lowest: Int, highest: Int)
        /// A duration, time or base64 that does not read.
        case text(TextError)
        /// A message without any of `value`, `text`, `base64`, `tombstone`.
        case missingBody
        /// A message with two of them.
        case secondBody
        /// `key` and `key_base64` together.
        case secondKey
        case tombstoneWithoutKey
        /// `expected_key_offset` of a message that has none.
        case expectationWithoutKey
        /// `delay` and `at` together.
        case secondDelay
        /// A batch that is neither an array nor `{"messages": [...]}`.
        case notABatch
        /// A pattern that is JSON and yet none.
        case pattern(PatternFault)
    }
}

/// What would have been allowed where a text stopped being JSON.
package enum JSONExpectation: UInt8, Equatable, Sendable, CaseIterable {
    case value, name, nameOrEnd, colon, commaOrEnd, valueOrEnd, stringEnd, escapedControl, escape, hexDigit
    case highSurrogate, lowSurrogate, utf8, digit, literal, end, fewerLevels, object

    /// The same in words, as in "expected … at byte 17".
    package var description: StaticString {
        switch self {
        case .value: "a value"
        case .name: "a member name in double quotes"
        case .nameOrEnd: "a member name in double quotes or '}'"
        case .colon: "':'"
        case .commaOrEnd: "',' or the closing bracket"
        case .valueOrEnd: "a value or ']'"
        case .stringEnd: "the closing '\"' of a string"
        case .escapedControl: "an escape in place of a control character in a string"
        case .escape: "one of \" \\ / b f n r t u after '\\'"
        case .hexDigit: "four hexadecimal digits after '\\u'"
        case .highSurrogate: "a high surrogate before a low one"
        case .lowSurrogate: "an escaped low surrogate after a high one"
        case .utf8: "well-formed UTF-8"
        case .digit: "a digit"
        case .literal: "true, false or null"
        case .end: "nothing more"
        case .fewerLevels: "fewer levels of nesting"
        case .object: "an object"
        }
    }
}

/// The kinds of JSON values, as far as a member can insist on one.
package enum JSONType: UInt8, Equatable, Sendable {
    case object, array, string, integer, boolean, duration, time

    /// The same in words, as in "must be …".
    package var description: StaticString {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .boolean: "true or false"
        case .duration: "a duration such as \"30s\""
        case .time: "an RFC 3339 time"
        }
    }
}
