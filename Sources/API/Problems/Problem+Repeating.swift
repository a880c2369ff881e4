internal import Base
internal import Broker

/// Refusals of publishes that say whether they are repeated.
extension Problem {
    init(repeating error: BrokerError) {
        switch error {
        case .idempotencyKeyReused:
            self.init(
                .keyReused, "A request with other options or another body had this Idempotency-Key.",
                fix: "Repeat a request as it was, or give every new one a key of its own.")
        case .idempotencyKeyInFlight:
            self.init(
                .keyInFlight, "A request with this Idempotency-Key is still arriving.",
                fix: "Try again after Retry-After.")
            retryAfter = 1
        case .staleProducer(let epoch):
            self.init(
                .staleProducerEpoch, "The producer has begun epoch \(epoch).",
                fix: "Stop: another process publishes under this name; or begin an epoch above \(epoch).")
            numbers = [("epoch", Int(epoch))]
        case .producerGap(let expected, let received):
            self.init(
                .producerGap, "The producer's next number is \(expected), not \(received).",
                fix: "Send what is missing first, or begin a higher producer_epoch.")
            numbers = [("expected", Int(expected)), ("received", Int(received))]
        case .producerNumberReused:
            self.init(
                .producerSeqReused, "The producer gave this number to other options or another body.",
                fix: "Repeat it as it was, or count on; after a new start begin a higher producer_epoch.")
        case .producerResultForgotten(let latest):
            self.init(
                .producerSeqForgotten,
                "The producer is at \(latest) already; what came of this number is not known any more.",
                fix:
                    "It was stored if an answer said so or a later number was taken; go on with \(latest + 1)."
            )
            numbers = [("latest", Int(latest))]
        default: self.init(.internalError, "Publishing failed.", fix: nil)
        }
    }
}
