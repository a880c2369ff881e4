internal import Base
package import HTTPTransport
package import HTTPWire
internal import Synchronization

/// Answers from the first moment on: that the server lives, and until the node has recovered, how far it is.
///
/// Once opened it hands every request to the interface. Any loop may use it.
package final class FrontDoor: Responder {
    private let interface = AtomicLazyReference<Interface>()
    private let done = Atomic<Int>(0)
    private let total = Atomic<Int>(0)

    package init() {}

    /// Says how much of the journal has been read, in bytes.
    package func recovering(done: Int, of total: Int) {
        self.done.store(done, ordering: .relaxed)
        self.total.store(total, ordering: .relaxed)
    }

    /// Lets requests in; once.
    package func open(_ interface: Interface) { _ = self.interface.storeIfNil(interface) }

    package func respond(to exchange: Exchange) async {
        if let interface = interface.load() { return await interface.respond(to: exchange) }
        if exchange.path == "/livez" { return exchange.answer(.ok, .text, body: ByteView("ok\n")) }
        exchange.answer(
            Problem(recovering: done.load(ordering: .relaxed), of: total.load(ordering: .relaxed)))
    }

    package func refuse(_ refusal: Refusal, on exchange: Exchange) { exchange.answer(Problem(refusal)) }
}
