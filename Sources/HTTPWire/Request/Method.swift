package import Base

/// A request method that some route may have; every other token is `other`.
///
/// Methods are case-sensitive (RFC 9110, section 9.1): `get` is `other`.
package enum Method: UInt8, Sendable {
    case get, head, post, put, patch, delete, options, other

    /// The method's token; empty for `other`.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: ""
        }
    }

    /// The method that `token` spells.
    package init(_ token: ByteView) {
        switch token.count {
        case 3: self = token == "GET" ? .get : token == "PUT" ? .put : .other
        case 4: self = token == "POST" ? .post : token == "HEAD" ? .head : .other
        case 5: self = token == "PATCH" ? .patch : .other
        case 6: self = token == "DELETE" ? .delete : .other
        case 7: self = token == "OPTIONS" ? .options : .other
        default: self = .other
        }
    }
}

extension Method {
    /// Matches the commonest methods and the space after them in the first eight bytes of a request.
    ///
    /// Gives nil for all others, which then go the slow way.
    @inline(__always)
    static func leading(_ word: UInt64) -> (method: Method, length: Int)? {
        if word & 0xff_ffff_ffff == wideWord("POST ") { return (.post, 4) }
        if word & 0xffff_ffff == wideWord("GET ") { return (.get, 3) }
        if word & 0xffff_ffff == wideWord("PUT ") { return (.put, 3) }
        if word & 0xff_ffff_ffff_ffff == wideWord("DELETE ") { return (.delete, 6) }
        if word & 0xff_ffff_ffff == wideWord("HEAD ") { return (.head, 4) }
        return nil
    }
}

/// Up to eight bytes of a literal as the little-endian integer that loading them would give.
@inline(__always)
func wideWord(_ literal: StaticString) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<literal.utf8CodeUnitCount {
        let byte = unsafe UInt64(literal.utf8Start[index])
        word |= byte &<< (8 &* UInt64(index))
    }
    return word
}
