/// The pages of a queue as they were when a snapshot began to visit it.
///
/// A queue may be too large for one slice under the lock. So the first slice freezes it, and whoever changes
/// a page that is still to be visited keeps an image of it before: 32 KiB at most, 3 µs, once a page and
/// snapshot. The whole queue is then written as of one moment, and replay needs to know nothing of parts.
/// (Parts with marks of their own would cost no copy, but would have to be fitted together again wherever a
/// run of leases, a receipt or a count reaches over several.)
struct FrozenSlots {
    /// Number of the first page that is still to be visited.
    private(set) var from: UInt64
    /// Behind the number of the last.
    let end: UInt64
    /// Pages that were changed or forgotten since, as they were; ascending.
    private(set) var images: [SlotPage] = []

    init(from: UInt64, end: UInt64) {
        self.from = from
        self.end = end
    }

    /// Keeps an image of a page that is about to be changed, if it is still to be visited.
    mutating func keep(_ page: SlotPage) {
        guard page.number >= from, page.number < end else { return }
        let index = images.lowerBound { $0.number < page.number }
        if index < images.count, images[index].number == page.number { return }
        images.insert(page.copy(), at: index)
    }

    /// Goes on behind the pages below `number`.
    mutating func release(below number: UInt64) {
        from = number
        let count = images.lowerBound { $0.number < number }
        for image in images[..<count] { image.free() }
        images.removeFirst(count)
    }
}

extension SlotTable {
    /// Freezes all pages there are, and what they name.
    mutating func freeze() {
        thaw()
        waits.freeze()
        lifetimes.freeze()
        weights?.freeze()
        freezeDue()
        guard let first = pages.first, let last = pages.last else { return }
        frozen = FrozenSlots(from: first.number, end: last.number + 1)
    }

    /// Says that the pages below `number` were visited.
    mutating func release(below number: UInt64) { frozen?.release(below: number) }

    /// Ends that.
    mutating func thaw() {
        waits.thaw()
        lifetimes.thaw()
        thawDue()
        guard frozen != nil else { return }
        frozen?.release(below: .max)
        frozen = nil
    }

    /// Keeps what a snapshot still needs of the page at `index`, which is about to be changed.
    @inline(__always)
    mutating func keepImage(of index: Int) {
        if frozen != nil { frozen?.keep(pages[index]) }
    }

    /// The first frozen page whose number is `number` or higher, as it was then.
    func frozenPage(from number: UInt64) -> SlotPage? {
        guard let frozen else { return nil }
        let number = Swift.max(number, frozen.from)
        let image = frozen.images.first { $0.number >= number }
        let index = firstIndex(from: number)
        let page = index < pages.count && pages[index].number < frozen.end ? pages[index] : nil
        guard let image else { return page }
        guard let page else { return image }
        return image.number <= page.number ? image : page
    }
}
