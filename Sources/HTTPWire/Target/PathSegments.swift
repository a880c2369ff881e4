package import Base

/// The segments of a path, between its slashes and still encoded: `/v1/topics/a` gives `v1`, `topics`, `a`.
///
/// Empty segments come as empty views, so that `/a//b` and `/a/` differ from `/a/b` and `/a`; `/` alone gives
/// none. Dots have no special meaning. Splitting before decoding keeps `%2F` inside its segment.
package struct PathSegments: Sendable {
    private var rest: ByteView

    package init(_ path: ByteView) {
        rest = path.count == 1 ? .empty : path
    }

    package mutating func next() -> ByteView? {
        guard !rest.isEmpty else { return nil }
        let body = rest.dropping(1)
        let end = body.firstIndex(of: UInt8(ascii: "/")) ?? body.count
        rest = body.dropping(end)
        return body[0..<end]
    }
}
