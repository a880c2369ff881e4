internal import Base

/// What the Connection fields of one request ask for (RFC 9110, section 7.6.1).
struct ConnectionOptions: Sendable {
    var close = false
    var keepAlive = false

    /// Adds the options of one more Connection field; unknown ones mean nothing here.
    mutating func add(_ value: ByteView) {
        var elements = ListElements(value)
        while let element = elements.next() {
            if element.equalsFolded("close") { close = true }
            if element.equalsFolded("keep-alive") { keepAlive = true }
        }
    }
}
