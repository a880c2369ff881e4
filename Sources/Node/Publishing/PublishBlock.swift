package import Base
package import LogFormat

/// Lines for one partition (a queue has one, 0), composed by the caller.
package struct PublishBlock: Sendable {
    package var partition: Int
    /// Lines in `suffixes`, at least 1.
    package var count: Int
    /// The stored part of each line, LF at each end. Must stay in place until the publish has returned.
    package var suffixes: ByteView
    /// The offset that the first line must get.
    package var expectedOffset: Offset?
    /// The hashes of the lines' keys, if the topic `compacts`; their bytes must stay in place too.
    package var keys = KeyHashes.none
    /// What the latest messages of some keys must be, in the order of the lines.
    package var expectations: [KeyExpectation] = []

    package init(partition: Int, count: Int, suffixes: ByteView, expectedOffset: Offset? = nil) {
        self.partition = partition
        self.count = count
        self.suffixes = suffixes
        self.expectedOffset = expectedOffset
    }
}

/// Where published lines came to stand.
package struct Published: Sendable {
    package let timestamp: Instant
    package let first: Appended
    package let rest: [Appended]
    /// What was asked for, by the request or the settings: `flush` answers wait for their gate.
    package let ack: Ack
    /// When the last of the messages is ready, if not all are at once.
    package let delayedUntil: Instant?
    /// Set when the same publish was carried out before: this is what came of it then.
    package let repeated: PublishResult.Spread?
    /// Messages that the queue had already, by their numbers; ascending. The others were stored.
    package let duplicates: [Duplicate]
    /// Where each message stands, as they came; empty when they stand one behind the other from `first` on.
    package let places: [LaneOffset]

    /// Messages that were stored.
    package var count: Int { rest.reduce(first.count) { $0 + $1.count } }

    /// A message that the queue had already.
    package struct Duplicate: Sendable {
        /// Its number in the publish.
        package let item: Int
        /// Where the one is that came before.
        package let place: LaneOffset
    }

    package var isRepeated: Bool { repeated != nil }

    package init(
        timestamp: Instant, first: Appended, rest: [Appended], ack: Ack,
        delayedUntil: Instant? = nil, repeated: PublishResult.Spread? = nil,
        duplicates: [Duplicate] = [], places: [LaneOffset] = []
    ) {
        self.duplicates = duplicates
        self.places = places
        self.timestamp = timestamp
        self.first = first
        self.rest = rest
        self.ack = ack
        self.delayedUntil = delayedUntil
        self.repeated = repeated
    }

    /// As it was told the first time.
    init(_ result: PublishResult, places: [LaneOffset] = []) {
        self.init(
            timestamp: result.timestamp, first: Appended(result.first), rest: result.rest.map(Appended.init),
            ack: result.ack, repeated: result.spread, places: places)
    }
}

/// The offsets that the lines of one block got: `first ..< first + count`.
package struct Appended: Sendable {
    package let partition: Int
    package let first: Offset
    package let count: Int

    package init(partition: Int, first: Offset, count: Int) {
        self.partition = partition
        self.first = first
        self.count = count
    }

    init(_ stretch: PublishResult.Stretch) {
        self.init(partition: Int(stretch.partition), first: stretch.first, count: Int(stretch.count))
    }
}
