internal import Base

/// The lines of an append command by block, without an array in the common case of one.
struct Bodies {
    let first: ByteView
    let rest: [ByteView]

    static let none = Bodies(first: .empty, rest: [])

    subscript(block: Int) -> ByteView { block == 0 ? first : rest[block - 1] }
}
