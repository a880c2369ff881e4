package import HTTPWire

/// What stands behind the transport: answers requests.
///
/// Both run on the connection's loop. An exchange must be answered exactly once; one that comes back without
/// an answer gets an empty 500.
package protocol Responder: Sendable {
    /// Answers one request; may await, but never blocks the loop.
    func respond(to exchange: Exchange) async

    /// Writes the answer to a request that the transport refuses: bad framing, too large, timed out, wrong host.
    ///
    /// Where the refusal came before the head was understood, the exchange shows neither path nor fields.
    /// `tooManyBodies` (503) wants a Retry-After field, which is the responder's to write.
    func refuse(_ refusal: Refusal, on exchange: Exchange)
}
