package import Base

/// The parameters of a query, decoded: `a=1&b` gives `a` with value `1` and `b` with no value.
///
/// `+` is a space here. Empty pieces between ampersands are passed over.
package struct QueryIterator: Sendable {
    package struct Parameter: Sendable {
        package let name: ByteView
        /// Nil when there was no `=`.
        package let value: ByteView?
    }

    private var rest: ByteView

    package init(_ query: ByteView) { rest = query }

    /// The next parameter, decoded into `scratch` where it must be.
    ///
    /// Views given by one iteration stay valid until the query's bytes go or somebody else writes to
    /// `scratch`: room for all of the rest is made on the first call, so that later ones do not move it.
    package mutating func next(in scratch: inout ByteBuffer) throws(Refusal) -> Parameter? {
        scratch.reserve(rest.count)
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count
            let pair = rest[0..<end]
            rest = rest.dropping(Swift.min(end + 1, rest.count))
            if pair.isEmpty { continue }
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
                let name = try PercentCoding.decoded(pair, plusIsSpace: true, in: &scratch)
                return Parameter(name: name, value: nil)
            }
            let name = try PercentCoding.decoded(pair[0..<equals], plusIsSpace: true, in: &scratch)
            let value = try PercentCoding.decoded(
                pair.dropping(equals + 1), plusIsSpace: true, in: &scratch)
            return Parameter(name: name, value: value)
        }
        return nil
    }
}
