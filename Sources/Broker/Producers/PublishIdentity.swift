package import LogFormat

/// What a publish is recognised by when it comes again.
package struct PublishIdentity: Sendable {
    /// What the publisher gave, hashed together with the topic or queue.
    package enum Name: Sendable {
        /// An Idempotency-Key.
        case key(IdentityHash)
        /// A producer's name, and the number of this publish in an epoch.
        case producer(IdentityHash, epoch: UInt64, number: UInt64)
    }

    package var name: Name
    /// Hash of what was asked: options and body.
    package var fingerprint: UInt64
    /// How the messages were given their partitions.
    package var spread: PublishResult.Spread

    package init(name: Name, fingerprint: UInt64, spread: PublishResult.Spread) {
        self.name = name
        self.fingerprint = fingerprint
        self.spread = spread
    }
}

/// What memory says of a publish with an identity.
enum RepeatJudgement {
    /// It is new.
    case fresh
    /// It was carried out before, with this result.
    case repeated(PublishResult)
    case refused(BrokerError)
}
