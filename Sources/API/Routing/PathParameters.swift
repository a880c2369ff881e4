internal import Base

/// Where the parameters of a matched path stand in it, as ranges of its decoded bytes.
package struct PathParameters: Equatable, Sendable {
    /// The namespace's name; nil for the default one.
    package internal(set) var namespace: Range<Int>?
    /// The parameters in the order of the pattern; no pattern has more than three.
    package private(set) var first = 0..<0
    package private(set) var second = 0..<0
    package private(set) var third = 0..<0
    private var count = 0

    init(namespace: Range<Int>?) { self.namespace = namespace }

    mutating func add(_ range: Range<Int>) {
        switch count {
        case 0: first = range
        case 1: second = range
        default: third = range
        }
        count += 1
    }
}

extension Route {
    /// Compares the bytes of `path` from `start` on with the pattern. Allocates nothing.
    ///
    /// A parameter takes one segment, which must not be empty.
    func match(_ path: ByteView, from start: Int, namespace: Range<Int>?) -> PathParameters? {
        let pattern = ByteView(self.pattern)
        var parameters = PathParameters(namespace: namespace)
        var here = start
        var index = 0
        while index < pattern.count {
            let byte = pattern[index]
            if byte == UInt8(ascii: "{") {
                let rest = path.dropping(here)
                let length = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
                guard length > 0, let close = pattern.dropping(index).firstIndex(of: UInt8(ascii: "}")) else {
                    return nil
                }
                parameters.add(here..<here + length)
                here += length
                index += close + 1
            } else {
                guard here < path.count, path[here] == byte else { return nil }
                here += 1
                index += 1
            }
        }
        return here == path.count ? parameters : nil
    }
}
