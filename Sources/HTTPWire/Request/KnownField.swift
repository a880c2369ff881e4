package import Base
internal import CIntrinsics

/// A request field that the server looks at often enough to find it in one step.
package enum KnownField: UInt8, Sendable, CaseIterable {
    case host, connection, contentLength, transferEncoding, expect
    case contentType, contentEncoding, accept, acceptEncoding, authorization
    case origin, ifNoneMatch, lastEventID, idempotencyKey, range, ifMatch
    case accessControlRequestMethod, accessControlRequestHeaders, trailer, upgrade, te, userAgent

    /// The field's name in lower case.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .expect: "expect"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .authorization: "authorization"
        case .origin: "origin"
        case .ifNoneMatch: "if-none-match"
        case .lastEventID: "last-event-id"
        case .idempotencyKey: "idempotency-key"
        case .range: "range"
        case .ifMatch: "if-match"
        case .accessControlRequestMethod: "access-control-request-method"
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .te: "te"
        case .userAgent: "user-agent"
        }
    }

    /// The known field that the token `name` spells in any case.
    package init?(_ name: ByteView) {
        guard let known = unsafe KnownField.match(name.base, name.count) else { return nil }
        self = known
    }

    /// Compares by length first, so that a name meets at most three literals.
    @inline(__always)
    static func match(_ name: UnsafeRawPointer, _ length: Int) -> KnownField? {
        @inline(__always) func spells(_ literal: StaticString) -> Bool {
            unsafe martlet_equals_folded(name, literal.utf8Start, literal.utf8CodeUnitCount) != 0
        }
        switch length {
        case 2: return spells("te") ? .te : nil
        case 4: return spells("host") ? .host : nil
        case 5: return spells("range") ? .range : nil
        case 6:
            return spells("accept") ? .accept : spells("expect") ? .expect : spells("origin") ? .origin : nil
        case 7: return spells("trailer") ? .trailer : spells("upgrade") ? .upgrade : nil
        case 8: return spells("if-match") ? .ifMatch : nil
        case 10: return spells("connection") ? .connection : spells("user-agent") ? .userAgent : nil
        case 12: return spells("content-type") ? .contentType : nil
        case 13:
            if spells("authorization") { return .authorization }
            if spells("if-none-match") { return .ifNoneMatch }
            return spells("last-event-id") ? .lastEventID : nil
        case 14: return spells("content-length") ? .contentLength : nil
        case 15:
            if spells("accept-encoding") { return .acceptEncoding }
            return spells("idempotency-key") ? .idempotencyKey : nil
        case 16: return spells("content-encoding") ? .contentEncoding : nil
        case 17: return spells("transfer-encoding") ? .transferEncoding : nil
        case 29: return spells("access-control-request-method") ? .accessControlRequestMethod : nil
        case 30: return spells("access-control-request-headers") ? .accessControlRequestHeaders : nil
        default: return nil
        }
    }
}
