package import Base

/// Who gets which message of a queue, where that is not simply whoever asks and the next one.
package struct Choosing: Equatable, Sendable {
    /// Whether one consumer alone is served, until its session ends.
    package var isSingleActive: Bool
    /// Leases that one consumer may have at once, at least 1; nil is without limit.
    package var prefetch: Int?
    /// How long a message keeps others with the same id away; nil is not at all.
    package var dedupe: Interval?
    package var order: MessageOrder
    /// Whether groups that have much in hand stand back behind others.
    package var isFair: Bool

    /// Whether it matters to which groups messages belong.
    package var mindsGroups: Bool { isFair || order != .none }

    package init(
        isSingleActive: Bool = false, prefetch: Int? = nil, dedupe: Interval? = nil,
        order: MessageOrder = .none, isFair: Bool = false
    ) {
        self.order = order
        self.isFair = isFair
        self.dedupe = dedupe
        self.isSingleActive = isSingleActive
        self.prefetch = prefetch
    }
}

/// Tags ascend from 20 on: 20 single active, nothing behind it · 21 prefetch, u32 ·
/// 22 dedupe, u64 ms · 23 order, u8
/// as `MessageOrder` numbers it · 24 fair, nothing behind it.
extension Choosing {
    static let tags: ClosedRange<UInt8> = 20...29
    private static let singleActiveTag: UInt8 = 20
    private static let prefetchTag: UInt8 = 21
    private static let dedupeTag: UInt8 = 22
    private static let orderTag: UInt8 = 23
    private static let fairTag: UInt8 = 24

    /// A bound of the bytes that the tagged fields take.
    static let taggedBytes = 64

    /// Takes in one of its tagged fields.
    mutating func read(_ tag: UInt8, _ bytes: ByteView) throws(FormatError) {
        switch tag {
        case Self.singleActiveTag where bytes.isEmpty: isSingleActive = true
        case Self.prefetchTag where bytes.count == 4:
            let number = Int(bytes.load(0, as: UInt32.self))
            guard (1...Limits.prefetchMax).contains(number) else { throw .badField("prefetch") }
            prefetch = number
        case Self.dedupeTag where bytes.count == 8:
            let window = Interval(milliseconds: bytes.load(0, as: Int64.self))
            guard window > .zero, window <= Limits.dedupeTimeMax else { throw .badField("dedupe") }
            dedupe = window
        case Self.orderTag where bytes.count == 1:
            guard let known = MessageOrder(rawValue: bytes[0]), known != .none else {
                throw .badField("order")
            }
            order = known
        case Self.fairTag where bytes.isEmpty: isFair = true
        default: throw .badField("tag")
        }
    }

    /// Writes those that are not as no mention means.
    func encode(into output: inout ByteBuffer) {
        if isSingleActive { output.append(tag: Self.singleActiveTag, length: 0) }
        if let prefetch {
            output.append(tag: Self.prefetchTag, length: 4)
            output.append(littleEndian: UInt32(prefetch))
        }
        if let dedupe {
            output.append(tag: Self.dedupeTag, length: 8)
            output.append(littleEndian: dedupe.milliseconds)
        }
        if order != .none {
            output.append(tag: Self.orderTag, length: 1)
            output.append(order.rawValue)
        }
        if isFair { output.append(tag: Self.fairTag, length: 0) }
    }
}
