package import Base
internal import CIntrinsics

/// A request target taken apart (RFC 9112, section 3.2).
///
/// It is `/path?query`, the same behind `http://host`, or `*`. All ranges are offsets into the bytes that
/// hold the target; nothing is decoded yet, but two hex digits other than `00` follow every `%`.
package struct RequestTarget: Equatable, Sendable {
    package enum Form: UInt8, Sendable { case origin, absolute, asterisk }

    package private(set) var form = Form.origin
    package private(set) var pathRange = 0..<0
    package private(set) var queryRange = 0..<0
    /// Host and port of an absolute target; empty in the other forms.
    package private(set) var authorityRange = 0..<0

    init() {}

    /// Takes apart the target that stands at `range` of `bytes`, free of bytes that no target holds.
    package init(_ bytes: ByteView, at range: Range<Int>) throws(Refusal) {
        let target = bytes[range]
        guard !target.isEmpty else { throw Refusal(.badTarget) }
        var pathStart = range.lowerBound
        if target[0] != UInt8(ascii: "/") {
            if target == "*" {
                form = .asterisk
                pathRange = range
                queryRange = range.upperBound..<range.upperBound
                authorityRange = queryRange
                return
            }
            pathStart += try RequestTarget.lengthToPath(target)
            form = .absolute
            authorityRange = range.lowerBound + 7..<pathStart
        }
        let rest = bytes[pathStart..<range.upperBound]
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.count
        pathRange = pathStart..<pathStart + mark
        queryRange = Swift.min(pathStart + mark + 1, range.upperBound)..<range.upperBound
        guard PercentCoding.isWellFormed(rest) else { throw Refusal(.badPercentEncoding) }
    }

    /// Bytes of `http://host:port` at the front of an absolute target.
    private static func lengthToPath(_ target: ByteView) throws(Refusal) -> Int {
        guard target.count > 7, target[0..<7].equalsFolded("http://") else { throw Refusal(.badTarget) }
        var end = 7
        while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") {
            end += 1
        }
        guard HostValue(target[7..<end]) != nil else { throw Refusal(.badTarget) }
        return end
    }

    /// The path as it was sent; `/` when an absolute target has none.
    package func path(in bytes: ByteView) -> ByteView {
        pathRange.isEmpty ? ByteView("/") : bytes[pathRange]
    }

    /// The query without its `?`; empty when there is none.
    package func query(in bytes: ByteView) -> ByteView { bytes[queryRange] }
}
