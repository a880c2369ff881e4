package import Base

/// What a message is made of before it is a line; its headers travel beside it in a `HeaderList`.
package struct MessageParts {
    /// The body and how it came.
    package enum Body {
        /// Bytes as posted; type and content decide the form.
        case posted(ByteView)
        /// JSON that was checked; `hasBreaks` says whether CR or LF stand outside its strings.
        case value(ByteView, hasBreaks: Bool)
        /// Well-formed UTF-8 that is shown as text whatever it says.
        case text(ByteView)
        /// Base64 text, checked when composing.
        case base64(ByteView)
        case tombstone
    }

    /// What was said about the body's type.
    package enum ContentType {
        /// Nothing was, and the default of the form is meant (an item of a batch).
        case formDefault
        /// A request without the field, or `null`.
        case none
        case sent(ByteView)
    }

    package var body: Body
    package var contentType: ContentType
    package var key: ByteView?
    package var eventTime: Instant?
    /// What a queue recognises it by when it comes again.
    package var dedupeID: ByteView?
    /// The group it belongs to in a queue.
    package var group: ByteView?
    /// Whether anything but JSON is refused (a topic with `"validate":"json"`).
    package var requiresJSON = false
    /// Set when it goes through an exchange.
    package var routing: LineRouting?

    package init(
        body: Body, contentType: ContentType = .formDefault, key: ByteView? = nil, eventTime: Instant? = nil,
        requiresJSON: Bool = false
    ) {
        self.body = body
        self.contentType = contentType
        self.key = key
        self.eventTime = eventTime
        self.requiresJSON = requiresJSON
    }
}
