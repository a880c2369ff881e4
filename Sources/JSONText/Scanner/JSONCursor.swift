package import Base
internal import CIntrinsics

/// A position in a JSON text that moves over whole tokens and values, checking the grammar of RFC 8259.
///
/// Stops at the first byte with which no valid text could go on. Stricter than the RFC in one point: the
/// escape of half a surrogate pair is refused, since such a string has no UTF-8 form. Borrows the bytes.
@safe package struct JSONCursor {
    @usableFromInline let base: UnsafeRawPointer
    /// Where it stands, counted from the start of the text.
    package var index: Int
    /// Where the text, or the part of it that is read, ends.
    package var end: Int
    /// The first CR or LF outside strings that was passed, or -1.
    package var firstBreak = -1

    /// Stands at the start of `range`; positions are counted from the start of `bytes`.
    package init(_ bytes: ByteView, _ range: Range<Int>? = nil) {
        unsafe base = bytes.base
        index = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
        precondition(index >= 0 && end <= bytes.count)
    }

    /// The byte at `position`, which must be below `end`.
    @inline(__always)
    func byte(_ position: Int) -> UInt8 { unsafe base.load(fromByteOffset: position, as: UInt8.self) }

    /// The bytes of `range`.
    @inline(__always)
    package func view(_ range: Range<Int>) -> ByteView {
        unsafe ByteView(base: base + range.lowerBound, count: range.count)
    }

    /// The byte it stands at, or 0 at the end.
    @inline(__always)
    package var current: UInt8 { index < end ? byte(index) : 0 }

    @inline(__always)
    package func expected(_ expectation: JSONExpectation) -> JSONError {
        JSONError(.expected(expectation), at: index)
    }

    /// Passes spaces, tabs, CR and LF.
    @inline(__always)
    package mutating func skipSpace() {
        if index < end, byte(index) <= 0x20 { skipSpaceRun() }
    }

    @inline(never)
    private mutating func skipSpaceRun() {
        while index < end {
            switch byte(index) {
            case 0x20, 0x09: index &+= 1
            case 0x0A, 0x0D:
                if firstBreak < 0 { firstBreak = index }
                index = unsafe martlet_space_end(base, index &+ 1, end)
            default: return
            }
        }
    }

    /// Passes space and then `wanted`; false, and only the space is passed, when it is not there.
    @inline(__always)
    package mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        skipSpace()
        guard index < end, byte(index) == UInt8(ascii: wanted) else { return false }
        index &+= 1
        return true
    }

    /// Passes the space behind the last value; anything else is an error.
    package mutating func finish() throws(JSONError) {
        skipSpace()
        if index < end { throw expected(.end) }
    }
}
