internal import Base
internal import JSONText
package import LogFormat

/// Refusals of messages that cannot become a line.
extension Problem {
    package init(_ error: LineError) {
        switch error {
        case .notJSON(let error):
            self.init(
                .bodyNotJSON, "Byte \(error.position) of the body is where it stops being JSON.",
                fix: "Send valid JSON, or PATCH validate of the topic to none.")
            numbers = [("position", error.position)]
        case .notValue:
            self.init(
                .bodyNotJSON, "The message is text, base64 or of another type.",
                fix: "Send JSON as application/json or in value, or PATCH validate of the topic to none.")
        case .keyTooLong(let bytes):
            self.init(
                .messageTooLarge, "The key has \(bytes) bytes; \(Limits.keyBytesMax) are possible.",
                fix: "Use a shorter key.")
            numbers = [("limit", Limits.keyBytesMax)]
        case .tooManyHeaders:
            self.init(
                .messageTooLarge, "The message has more than \(Limits.headerCountMax) headers.",
                fix: "Send fewer headers.")
            numbers = [("limit", Limits.headerCountMax)]
        case .headersTooLong:
            self.init(
                .messageTooLarge, "The headers of the message are over \(Limits.headerBytesMax) bytes.",
                fix: "Send shorter headers.")
            numbers = [("limit", Limits.headerBytesMax)]
        case .keyBase64(let position), .bodyBase64(let position):
            self.init(
                .invalidBody, "The base64 is malformed at byte \(position).",
                fix: "Use the standard alphabet, padded.")
            numbers = [("position", position)]
        case .headerName, .headerType, .headerValue:
            self.init(
                .invalidBody, "A header's name is no token, or its value neither text nor an array of texts.",
                fix: "Send headers such as {\"source\":\"till-7\"}.")
        }
    }
}
