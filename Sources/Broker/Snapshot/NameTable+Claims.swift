internal import Base

/// Of two ids that claim one name the higher has it.
///
/// They can be two only while a snapshot is restored and the journal behind it replayed: the older was
/// visited before its deletion, the newer after its declaration.
extension NameTable {
    mutating func claim(_ name: String, for id: UInt32) {
        name.withByteView { bytes in
            if let holder = find(bytes) {
                guard holder < id else { return }
                _ = remove(bytes)
            }
            _ = insert(bytes, id: id)
        }
    }

    /// Takes a name away from `id`, if it has it.
    mutating func release(_ name: String, of id: UInt32) {
        name.withByteView { bytes in
            if find(bytes) == id { _ = remove(bytes) }
        }
    }
}
