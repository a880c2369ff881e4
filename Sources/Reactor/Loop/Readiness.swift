/// What epoll says of a descriptor; the raw bits are the kernel's.
@frozen
public struct Readiness: OptionSet, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Wraps the kernel's bits.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes, a connection or the end can be read.
    public static let readable = Readiness(rawValue: 0x001)
    /// Bytes can be sent.
    public static let writable = Readiness(rawValue: 0x004)
    /// The next call will say what is wrong.
    public static let failed = Readiness(rawValue: 0x008)
    /// Both directions are shut.
    public static let hungUp = Readiness(rawValue: 0x010)
    /// The peer sends no more; it may still read.
    public static let peerFinished = Readiness(rawValue: 0x2000)

    static let edgeTriggered = Readiness(rawValue: 1 << 31)
}
