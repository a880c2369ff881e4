/// Position of a message in its log, counting from 0; below 2^53, so that JSON carries it exactly.
@frozen
public struct Offset: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number itself.
    public var rawValue: UInt64
    /// Wraps a number.
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// Wraps a number.
    @inlinable public init(_ value: UInt64) { rawValue = value }
    /// By number.
    @inlinable public static func < (left: Offset, right: Offset) -> Bool { left.rawValue < right.rawValue }
    /// The offset `right` messages further on.
    @inlinable public static func + (left: Offset, right: Int) -> Offset {
        Offset(left.rawValue &+ UInt64(bitPattern: Int64(right)))
    }
    /// How many messages lie between.
    @inlinable public static func - (left: Offset, right: Offset) -> Int {
        Int(bitPattern: UInt(left.rawValue &- right.rawValue))
    }
    /// The first message of a log.
    public static let zero = Offset(0)
}

/// Number of a frame in its shard's journal: 1 for the first, plus one for each; 0 is before them all.
@frozen
public struct JournalSequence: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number itself.
    public var rawValue: UInt64
    /// Wraps a number.
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// Wraps a number.
    @inlinable public init(_ value: UInt64) { rawValue = value }
    /// By number.
    @inlinable public static func < (left: JournalSequence, right: JournalSequence) -> Bool {
        left.rawValue < right.rawValue
    }
    /// Before all frames.
    public static let none = JournalSequence(0)
}

/// A log of one shard: a topic's partition or a queue's messages. Dense, never used twice.
@frozen
public struct LogID: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number itself.
    public var rawValue: UInt32
    /// Wraps a number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Wraps a number.
    @inlinable public init(_ value: UInt32) { rawValue = value }
    /// By number.
    @inlinable public static func < (left: LogID, right: LogID) -> Bool { left.rawValue < right.rawValue }
}

/// A named thing of one shard: namespace, topic, queue. Dense, never used twice, hence also its incarnation.
@frozen
public struct EntityID: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number itself.
    public var rawValue: UInt32
    /// Wraps a number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Wraps a number.
    @inlinable public init(_ value: UInt32) { rawValue = value }
    /// By number.
    @inlinable public static func < (left: EntityID, right: EntityID) -> Bool {
        left.rawValue < right.rawValue
    }
}
