package import Base

/// A parsed request head: offsets into the bytes it was parsed from, never pointers.
///
/// One stands for a whole connection and is filled anew for each request. The bytes may move between two
/// looks; whoever looks passes them again, starting at the same first byte as the parser was given.
package struct RequestHead: ~Copyable, Sendable {
    package internal(set) var method = Method.other
    package internal(set) var methodRange = 0..<0
    package internal(set) var targetRange = 0..<0
    /// Path and query, as offsets into the head's bytes.
    package internal(set) var target = RequestTarget()
    /// 0 or 1: the version was HTTP/1.0 or HTTP/1.1.
    package internal(set) var minorVersion: UInt8 = 1
    package internal(set) var framing = BodyFraming.none
    /// Whether the client means to send further requests on this connection.
    package internal(set) var keepAlive = true
    /// Whether the client holds its body back until it is told to go on; false when there is no body.
    package internal(set) var expectsContinue = false

    var fields = FieldTable()
    /// Bit n: the known field of raw value n came at least once.
    var seen: UInt32 = 0
    /// Index of each known field's first occurrence; only where `seen` has its bit.
    var firstIndex = InlineArray<32, UInt8>(repeating: 0)
    var connection = ConnectionOptions()

    package init() {}

    /// Fields in the head, repeated ones counted each.
    package var fieldCount: Int { fields.count }

    /// Gives the memory of the field table back, as for an idle connection.
    package mutating func release() { fields.release() }

    @inline(__always)
    func has(_ field: KnownField) -> Bool { seen & (1 &<< UInt32(field.rawValue)) != 0 }
}

// MARK: looking at it

extension RequestHead {
    package func path(in bytes: ByteView) -> ByteView { target.path(in: bytes) }

    /// The bytes after `?`; empty when there are none.
    package func query(in bytes: ByteView) -> ByteView { target.query(in: bytes) }

    /// The first value of a known field, without the white space around it; nil when absent.
    package func value(_ field: KnownField, in bytes: ByteView) -> ByteView? {
        guard has(field) else { return nil }
        return bytes[fields[Int(firstIndex[Int(field.rawValue)])].value]
    }

    /// The first value of the field of this lower-case name; nil when absent.
    package func value(named name: StaticString, in bytes: ByteView) -> ByteView? {
        for index in 0..<fields.count {
            let slice = fields[index]
            if bytes[slice.name].equalsFolded(name) { return bytes[slice.value] }
        }
        return nil
    }

    /// Visits every field in order, names as they were sent.
    package func forEachField(in bytes: ByteView, _ body: (_ name: ByteView, _ value: ByteView) -> Void) {
        for index in 0..<fields.count {
            let slice = fields[index]
            body(bytes[slice.name], bytes[slice.value])
        }
    }
}
