package import Base

/// A process took up the shard: a new epoch began.
package struct ShardOpened: Equatable, Sendable {
    package var epoch: UInt32
    package var openedAt: Instant
    /// Key of the shard's lease tokens; in the first one only, and for ever.
    package var tokenKey: SipHash.Key?

    package init(epoch: UInt32, openedAt: Instant, tokenKey: SipHash.Key?) {
        self.epoch = epoch
        self.openedAt = openedAt
        self.tokenKey = tokenKey
    }
}
