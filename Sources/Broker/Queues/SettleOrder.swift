internal import LogFormat

/// One item of a settle command in the order of lanes and offsets.
struct SettleOrder {
    /// `LaneOffset.packed`.
    var place: UInt64
    /// Its index in the command.
    var index: UInt32

    /// By place; the earlier item of one place comes first.
    static func precedes(_ left: SettleOrder, _ right: SettleOrder) -> Bool {
        left.place != right.place ? left.place < right.place : left.index < right.index
    }
}
