internal import Base
internal import CIntrinsics

/// Where one field lies: offsets from the first byte of the head, which is shorter than 64 KiB.
package struct FieldSlice: BitwiseCopyable, Sendable {
    let nameStart: UInt16
    let nameCount: UInt16
    let valueStart: UInt16
    let valueCount: UInt16

    @inline(__always)
    var name: Range<Int> {
        unsafe Range(uncheckedBounds: (Int(nameStart), Int(nameStart) &+ Int(nameCount)))
    }

    @inline(__always)
    var value: Range<Int> {
        unsafe Range(uncheckedBounds: (Int(valueStart), Int(valueStart) &+ Int(valueCount)))
    }
}

/// The fields of one head in the order they came; grows to the most one head had, then allocates nothing.
///
/// Duplicates stand side by side: folding them into a dictionary would hide a second Content-Length.
@safe
struct FieldTable: ~Copyable {
    private var base: UnsafeMutablePointer<FieldSlice>?
    private var capacity = 0
    private(set) var count = 0

    init() { unsafe base = nil }

    deinit { unsafe base?.deallocate() }

    @inline(__always)
    mutating func append(_ slice: FieldSlice) {
        if count == capacity { grow() }
        // `grow` has left an address behind whenever the capacity is above zero.
        if let base = unsafe base { unsafe base[count] = slice }
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let wanted = capacity == 0 ? 16 : capacity * 2
        let next = UnsafeMutablePointer<FieldSlice>.allocate(capacity: wanted)
        if let old = unsafe base {
            unsafe next.update(from: old, count: count)
            unsafe old.deallocate()
        }
        unsafe base = next
        capacity = wanted
    }

    subscript(index: Int) -> FieldSlice {
        @inline(__always) get {
            guard index >= 0, index < count, let base = unsafe base else {
                preconditionFailure("no such field")
            }
            return unsafe base[index]
        }
    }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    /// Empties it and gives its memory back.
    mutating func release() {
        unsafe base?.deallocate()
        unsafe base = nil
        capacity = 0
        count = 0
    }
}

extension FieldTable: @unchecked Sendable {}
