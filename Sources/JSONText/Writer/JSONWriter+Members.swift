package import Base

/// Whole members: a name and a value.
extension JSONWriter {
    package static func member(_ name: StaticString, _ text: ByteView, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        string(text, into: &out)
    }

    package static func member(_ name: StaticString, _ text: StaticString, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        string(ByteView(text), into: &out)
    }

    /// Disfavoured, or else a literal would become a `String` first.
    @_disfavoredOverload
    package static func member(_ name: StaticString, _ text: String, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        string(text, into: &out)
    }

    package static func member(_ name: StaticString, _ value: Int, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        number(value, into: &out)
    }

    package static func member(_ name: StaticString, _ value: UInt64, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        number(value, into: &out)
    }

    package static func member(_ name: StaticString, _ value: Bool, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        boolean(value, into: &out)
    }

    package static func member(_ name: StaticString, _ instant: Instant, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        time(instant, into: &out)
    }

    package static func member(_ name: StaticString, _ interval: Interval, into out: inout ByteBuffer) {
        self.name(name, into: &out)
        duration(interval, into: &out)
    }
}
