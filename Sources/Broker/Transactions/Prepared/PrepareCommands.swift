package import Base
package import LogFormat

/// A message that waits, seen by nobody, until it is committed or rolled back.
package struct PrepareCommand: Sendable {
    package var target: EntityID
    /// The partition that was asked for; nil leaves it to its key, at its commit.
    package var partition: UInt32?
    /// Its line, ending in LF; at most `Limits.preparedLineBytesMax`.
    package var line: [UInt8]
    package var traits: MessageTraits
    /// How long it may wait; at most `Limits.preparedTimeMax`.
    package var time: Interval
    package var identity: PublishIdentity?

    package init(
        target: EntityID, partition: UInt32?, line: [UInt8], traits: MessageTraits, time: Interval,
        identity: PublishIdentity?
    ) {
        self.target = target
        self.partition = partition
        self.line = line
        self.traits = traits
        self.time = time
        self.identity = identity
    }
}

/// The end of a prepared message.
package struct EndPreparedCommand: Sendable {
    package var number: UInt64
    package var namespace: EntityID
    /// Its only line, for where it belongs now; nil rolls it back.
    package var append: AppendCommand?

    package init(number: UInt64, namespace: EntityID, append: AppendCommand?) {
        self.number = number
        self.namespace = namespace
        self.append = append
    }
}

/// How a prepared message is.
package struct PreparedStatus: Equatable, Sendable {
    package var number: UInt64
    package var target: EntityID
    package var preparedAt: Instant
    package var deadline: Instant
    /// Of its line.
    package var bytes: Int
    /// What became of it; nil while it waits.
    package var end: PreparedEnded?
}

/// A prepared message that waits, with what a commit needs.
package struct PreparedMessage: Sendable {
    package var target: EntityID
    package var partition: UInt32?
    package var line: [UInt8]
    package var traits: MessageTraits
}
