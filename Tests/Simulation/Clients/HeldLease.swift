import Base

/// A lease as its holder remembers it.
struct HeldLease {
    let queue: EntityID
    let offset: Offset
    let generation: UInt32
}
