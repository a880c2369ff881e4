public import CIntrinsics

/// A borrowed stretch of bytes: an address and a count, nothing owned.
///
/// Valid only as long as whoever handed it out says, as a rule until the call returns; a handler may keep
/// one over an `await` only where the owner's documentation allows it. Indices are checked.
@safe @frozen
public struct ByteView: @unchecked Sendable {
    /// First byte; dereferenceable for `count` bytes.
    public let base: UnsafeRawPointer
    /// Bytes in the view.
    public let count: Int

    /// Wraps `count` bytes at `base`.
    @inlinable @inline(__always)
    public init(base: UnsafeRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// Wraps a buffer pointer; an empty one may have no address.
    @inlinable @inline(__always)
    public init(_ buffer: UnsafeRawBufferPointer) {
        unsafe self.base = buffer.baseAddress ?? UnsafeRawPointer(emptyAddress)
        self.count = buffer.count
    }

    /// The bytes of a literal, valid for ever.
    @inlinable @inline(__always)
    public init(_ literal: StaticString) {
        precondition(literal.hasPointerRepresentation)
        unsafe self.base = UnsafeRawPointer(literal.utf8Start)
        self.count = literal.utf8CodeUnitCount
    }

    /// A view of no bytes.
    @inlinable
    public static var empty: ByteView { unsafe ByteView(base: UnsafeRawPointer(emptyAddress), count: 0) }

    /// Whether it has no bytes.
    @inlinable @inline(__always)
    public var isEmpty: Bool { count == 0 }

    /// The byte at `index`.
    @inlinable @inline(__always)
    public subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The bytes in `range`, without a copy.
    @inlinable @inline(__always)
    public subscript(range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe ByteView(base: base + range.lowerBound, count: range.upperBound - range.lowerBound)
    }

    /// All bytes from `start` on.
    @inlinable @inline(__always)
    public func dropping(_ start: Int) -> ByteView { self[start..<count] }

    /// The same bytes as the standard library's type.
    @inlinable @inline(__always)
    public var buffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

    /// An unaligned little-endian integer at `offset`.
    @inlinable @inline(__always)
    public func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count)
        return unsafe T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// Index of the first `byte`, or nil.
    @inlinable
    public func firstIndex(of byte: UInt8) -> Int? {
        let index = unsafe martlet_find_byte(base, byte, count)
        return index == count ? nil : index
    }

    /// How often `byte` stands in it.
    @inlinable
    public func count(of byte: UInt8) -> Int { unsafe martlet_count_byte(base, byte, count) }

    /// Whether it starts with `prefix`.
    @inlinable
    public func hasPrefix(_ prefix: StaticString) -> Bool {
        let prefix = ByteView(prefix)
        return count >= prefix.count && self[0..<prefix.count] == prefix
    }

    /// The bytes as a string; malformed UTF-8 becomes U+FFFD.
    public var string: String { unsafe String(decoding: buffer, as: UTF8.self) }

    /// The bytes as a string, or nil when they are not UTF-8.
    public var validString: String? {
        unsafe String(validating: buffer, as: UTF8.self)
    }

    /// A copy that owns its bytes.
    public var array: [UInt8] { unsafe [UInt8](buffer) }
}

/// A non-null address for views of nothing.
@usableFromInline nonisolated(unsafe) let emptyAddress = UnsafeMutableRawPointer.allocate(
    byteCount: 1, alignment: 1)

extension ByteView: Equatable {
    /// Whether both hold the same bytes.
    @inlinable
    public static func == (left: ByteView, right: ByteView) -> Bool {
        unsafe left.count == right.count && martlet_compare(left.base, right.base, left.count) == 0
    }

    /// Whether the bytes are those of `literal`.
    @inlinable @inline(__always)
    public static func == (left: ByteView, right: StaticString) -> Bool { left == ByteView(right) }
}

extension Array where Element == UInt8 {
    /// Lends the array's bytes for the length of `body`.
    @inlinable
    public func withByteView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The standard closure form erases the typed error, hence the detour over a result.
        let outcome = unsafe withUnsafeBytes { bytes -> Swift.Result<Result, Failure> in
            do throws(Failure) { return .success(try body(unsafe ByteView(bytes))) } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

extension String {
    /// Lends the string's UTF-8 bytes for the length of `body`.
    @inlinable
    public func withByteView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var copy = self
        let outcome = copy.withUTF8 { bytes -> Swift.Result<Result, Failure> in
            do throws(Failure) {
                return .success(try body(unsafe ByteView(UnsafeRawBufferPointer(bytes))))
            } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}
