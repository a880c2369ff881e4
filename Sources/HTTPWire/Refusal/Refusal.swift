/// A request that the server will not serve, with the status that tells the client.
///
/// After one the bytes that follow have no known meaning: whoever gets it answers and closes, unless it came
/// from a field or target that did not touch the framing.
package struct Refusal: Error, Equatable, Sendable {
    package let kind: RefusalKind

    package var status: Status { kind.status }

    package init(_ kind: RefusalKind) { self.kind = kind }
}
