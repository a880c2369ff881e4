internal import Base

/// One item of a settle command in the order of offsets.
struct SettleOrder {
    var offset: Offset
    /// Its index in the command.
    var index: UInt32

    /// By offset; the earlier item of one offset comes first.
    static func precedes(_ left: SettleOrder, _ right: SettleOrder) -> Bool {
        left.offset != right.offset ? left.offset < right.offset : left.index < right.index
    }
}
