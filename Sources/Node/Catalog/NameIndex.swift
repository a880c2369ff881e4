internal import Base

/// Things by name: found by bytes without an allocation, listed in the order of their names.
struct NameIndex<Value: AnyObject & Sendable> {
    private var table = NameTable()
    private var slots: [(name: String, value: Value)?] = []
    private var free: [UInt32] = []

    func find(_ name: ByteView) -> Value? {
        guard let slot = table.find(name) else { return nil }
        return slots[Int(slot)]?.value
    }

    /// Sorted by the bytes of the name.
    var sorted: [Value] {
        slots.compactMap { $0 }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map(\.value)
    }

    var count: Int { table.count }

    mutating func set(_ name: String, _ value: Value) {
        name.withByteView { bytes in
            if let slot = table.find(bytes) {
                slots[Int(slot)] = (name, value)
                return
            }
            let slot = free.popLast() ?? UInt32(slots.count)
            if Int(slot) == slots.count { slots.append(nil) }
            slots[Int(slot)] = (name, value)
            _ = table.insert(bytes, id: slot)
        }
    }

    mutating func remove(_ name: String) {
        name.withByteView { bytes in
            guard let slot = table.remove(bytes) else { return }
            slots[Int(slot)] = nil
            free.append(slot)
        }
    }
}
