/// A growing stretch of raw bytes with one owner: where requests arrive, answers and frames are composed.
///
/// Appending costs a bounds check and a store; `[UInt8].append` was measured at ten times that. The view it
/// lends (`bytes`) dies with the next mutation.
@safe @frozen
public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var size: Int
    @usableFromInline var used: Int

    /// Bytes it could hold without growing.
    @inlinable @inline(__always)
    public var capacity: Int { size }

    /// Bytes in use.
    @inlinable @inline(__always)
    public var count: Int { used }

    /// An empty buffer with room for `capacity` bytes; 0 takes no memory.
    public init(capacity: Int = 0) {
        unsafe base =
            capacity == 0
            ? emptyAddress : UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        size = capacity
        used = 0
    }

    deinit { if size != 0 { unsafe base.deallocate() } }

    /// What is in it; valid until the next mutation.
    @inlinable @inline(__always)
    public var bytes: ByteView { unsafe ByteView(base: UnsafeRawPointer(base), count: count) }

    /// Whether nothing is in it.
    @inlinable @inline(__always)
    public var isEmpty: Bool { count == 0 }

    /// Makes room for `extra` more bytes, growing at least by half.
    @inlinable @inline(__always)
    public mutating func reserve(_ extra: Int) {
        if capacity &- count < extra { grow(extra) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ extra: Int) {
        let wanted = Swift.max(count + extra, capacity + capacity / 2, 64)
        let next = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        unsafe next.copyMemory(from: base, byteCount: count)
        if capacity != 0 { unsafe base.deallocate() }
        unsafe base = next
        size = wanted
    }

    /// Where the next byte goes; `capacity - count` bytes may be written there, then `didWrite` called.
    @inlinable @inline(__always)
    public var tail: UnsafeMutableRawPointer { unsafe base + count }

    /// Bytes that may be written at `tail`.
    @inlinable @inline(__always)
    public var room: Int { capacity &- count }

    /// Takes over `written` bytes that were stored at `tail`.
    @inlinable @inline(__always)
    public mutating func didWrite(_ written: Int) {
        precondition(written >= 0 && written <= capacity &- count)
        used &+= written
    }

    /// One byte.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        used &+= 1
    }

    /// A copy of `bytes`.
    @inlinable @inline(__always)
    public mutating func append(_ bytes: ByteView) {
        reserve(bytes.count)
        unsafe (base + count).copyMemory(from: bytes.base, byteCount: bytes.count)
        used &+= bytes.count
    }

    /// The bytes of a literal.
    @inlinable @inline(__always)
    public mutating func append(_ literal: StaticString) { append(ByteView(literal)) }

    /// The UTF-8 bytes of `text`.
    ///
    /// Disfavoured, or else a literal would become a `String` first.
    @_disfavoredOverload
    public mutating func append(_ text: String) { text.withByteView { append($0) } }

    /// A copy of `bytes`.
    public mutating func append(_ bytes: [UInt8]) { bytes.withByteView { append($0) } }

    /// An integer in little-endian order.
    @inlinable @inline(__always)
    public mutating func append<T: FixedWidthInteger & BitwiseCopyable>(littleEndian value: T) {
        reserve(MemoryLayout<T>.size)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
        used &+= MemoryLayout<T>.size
    }

    /// Overwrites a little-endian integer at `offset`, which must lie within what is in use.
    @inlinable @inline(__always)
    public mutating func store<T: FixedWidthInteger & BitwiseCopyable>(littleEndian value: T, at offset: Int)
    {
        precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
    }

    /// Overwrites one byte at `offset`.
    @inlinable @inline(__always)
    public mutating func store(_ byte: UInt8, at offset: Int) {
        precondition(offset >= 0 && offset < count)
        unsafe base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }

    /// A number in decimal digits, without leading zeros.
    @inlinable
    public mutating func append(decimal value: UInt64) {
        reserve(20)
        var digits = 1
        var probe = value
        while probe >= 10 {
            probe /= 10
            digits &+= 1
        }
        var rest = value
        var index = count &+ digits
        repeat {
            index &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: digit &+ 48), toByteOffset: index, as: UInt8.self)
            rest = quotient
        } while rest != 0
        used &+= digits
    }

    /// A number in decimal digits, with `-` before a negative one.
    public mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: UInt64(value.magnitude))
    }

    /// Drops the first `dropped` bytes by moving the rest down.
    public mutating func removeFirst(_ dropped: Int) {
        precondition(dropped >= 0 && dropped <= count)
        unsafe base.copyMemory(from: base + dropped, byteCount: count - dropped)
        used -= dropped
    }

    /// Keeps the first `kept` bytes.
    @inlinable
    public mutating func truncate(to kept: Int) {
        precondition(kept >= 0 && kept <= count)
        used = kept
    }

    /// Empties it; the memory stays.
    @inlinable @inline(__always)
    public mutating func removeAll() { used = 0 }

    /// Empties it and gives the memory back.
    public mutating func release() {
        if capacity != 0 { unsafe base.deallocate() }
        unsafe base = emptyAddress
        size = 0
        used = 0
    }
}

extension ByteBuffer: @unchecked Sendable {}
