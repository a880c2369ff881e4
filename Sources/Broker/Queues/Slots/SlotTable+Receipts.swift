internal import Base

/// What settled pages leave behind: it answers those who settle twice, for a while.
extension SlotTable {
    mutating func retire(_ index: Int, at now: Instant, purged: Bool = false) {
        weights?.remove(page: pages[index].number)
        pages[index].retire(at: now, purged: purged)
        remember(pages[index])
        forgetReceipts(at: now)
    }

    /// Puts a settled page in line for being forgotten.
    mutating func remember(_ page: SlotPage) {
        let receipt = Receipt(page: page.number, since: page.since)
        if page.kind == .uniform {
            uniformReceipts.insert(receipt, by: Receipt.precedes)
        } else {
            mixedReceipts.insert(receipt, by: Receipt.precedes)
        }
    }

    private mutating func forgetReceipts(at now: Instant) {
        while let oldest = uniformReceipts.first,
            uniformReceipts.count > Limits.receiptPagesMax || oldest.since + Limits.receiptTime < now
        {
            forget(oldest.page)
            uniformReceipts.dropFirst()
        }
        while let oldest = mixedReceipts.first,
            mixedReceipts.count > Limits.receiptMixedPagesMax || oldest.since + Limits.receiptTime < now
        {
            forget(oldest.page)
            mixedReceipts.dropFirst()
        }
    }

    private mutating func forget(_ number: UInt64) {
        guard let index = index(of: number) else { return }
        keepImage(of: index)
        pages[index].free()
        pages.remove(at: index)
    }
}
