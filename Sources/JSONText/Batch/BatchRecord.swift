package import Base

/// One message of a publish batch: where its parts stand in the request body.
///
/// Trivial, so that reading a record allocates nothing; ranges count from the start of the body.
package struct BatchRecord: Sendable {
    /// Members that a record may have, for "did you mean".
    package static let memberNames = [
        "key", "key_base64", "headers", "value", "text", "base64", "tombstone", "event_time", "content_type",
        "expected_key_offset", "delay", "at", "ttl", "group", "dedupe_id", "priority",
    ]

    /// Which member carries the body.
    package enum Body: UInt8, Equatable, Sendable {
        case value, text, base64, tombstone
    }

    /// What a record says about the type of its body.
    package enum ContentType: Equatable, Sendable {
        /// Nothing: the default of its form.
        case unstated
        /// `null`: none.
        case none
        case text(JSONStringRange)
    }

    /// What a record says about the latest message of its key.
    package enum ExpectedKey: Equatable, Sendable {
        /// Nothing: whatever it is.
        case unstated
        /// `"none"` or -1: there is none.
        case none
        case offset(Offset)
    }

    /// What a record tells a queue.
    package struct Traits: Equatable, Sendable {
        /// From now on; never with `at`.
        package var delay: Interval?
        package var at: Instant?
        package var ttl: Interval?
        package var group: JSONStringRange?
        package var dedupeID: JSONStringRange?
        package var priority: Int?
    }

    /// Its number in the batch, from 0.
    package var index = 0
    /// The whole object.
    package var range = 0..<0
    /// `key` or `key_base64`; nil when there is none or it is `null`.
    package var key: JSONStringRange?
    /// Whether `key` is `key_base64`.
    package var isKeyBase64 = false
    /// The object of headers, nil when there is none or it is `null`.
    package var headers: Range<Int>?
    package var eventTime: Instant?
    package var contentType = ContentType.unstated
    package var expectedKey = ExpectedKey.unstated
    /// Nil when it has none of these members.
    package var traits: Traits?
    package var body = Body.value
    /// The value, or what stands between the quotes of `text` or `base64`; empty for a tombstone.
    package var bodyRange = 0..<0
    /// Whether `text` or `base64` has escapes.
    package var bodyHasEscapes = false
    /// Whether CR or LF stand in `value` outside strings.
    package var bodyHasBreaks = false

    package init() {}
}
