package import Base

/// What a schedule is declared with.
package struct ScheduleSettings: Equatable, Sendable {
    package var timing: ScheduleTiming
    package var misfire: Misfire
    /// No run is due behind this.
    package var until: Instant?
    package var target: ScheduleTarget
    package var message: ScheduledMessage

    package init(
        timing: ScheduleTiming, misfire: Misfire = .once, until: Instant? = nil, target: ScheduleTarget,
        message: ScheduledMessage
    ) {
        self.timing = timing
        self.misfire = misfire
        self.until = until
        self.target = target
        self.message = message
    }
}

/// A message that waits for its time, composed already.
package struct ScheduledMessage: Equatable, Sendable {
    /// The suffix of its line, with the LF; none once it is not needed any more.
    package var line: [UInt8]
    /// How long it waits in its queue, counted from the run.
    package var delay: Interval?
    /// How long it lives, counted from the run.
    package var ttl: Interval?
    package var priority: UInt8?
    /// Hash of its message group; 0 without.
    package var group: UInt64 = 0
    /// Hash of its id for deduplication; 0 without.
    package var dedupe: UInt64 = 0

    package init(line: [UInt8], delay: Interval? = nil, ttl: Interval? = nil, priority: UInt8? = nil) {
        self.line = line
        self.delay = delay
        self.ttl = ttl
        self.priority = priority
    }
}

/// Names one schedule of a shard for good: slots are used again, serial numbers never.
package struct ScheduleID: Hashable, Sendable {
    package var slot: UInt32
    package var serial: UInt64

    package init(slot: UInt32, serial: UInt64) {
        self.slot = slot
        self.serial = serial
    }

    /// Bytes of the two, and four of zero.
    static let encodedBytes = 16
}

extension ByteBuffer {
    package mutating func append(_ id: ScheduleID) {
        append(littleEndian: id.slot)
        append(littleEndian: UInt32(0))
        append(littleEndian: id.serial)
    }
}

extension FieldReader {
    package mutating func schedule() throws(FormatError) -> ScheduleID {
        let slot = try next(UInt32.self)
        try zero(UInt32.self)
        return ScheduleID(slot: slot, serial: try next(UInt64.self))
    }

    /// A time, where the highest number stands for none.
    package mutating func instantOrNone() throws(FormatError) -> Instant? {
        let instant = try instant()
        return instant == .distantFuture ? nil : instant
    }
}
