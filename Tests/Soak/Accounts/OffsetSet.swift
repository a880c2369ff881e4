/// A set of offsets as ranges: small as long as what it holds is nearly without gaps.
struct OffsetSet {
    private(set) var ranges: [Range<Int>] = []

    var count: Int { ranges.reduce(0) { $0 + $1.count } }

    func contains(_ offset: Int) -> Bool {
        let index = firstIndex(endingAbove: offset)
        return index < ranges.count && ranges[index].lowerBound <= offset
    }

    mutating func insert(_ offset: Int) { insert(offset..<offset + 1) }

    mutating func insert(_ range: Range<Int>) {
        if range.isEmpty { return }
        // Neighbours that touch become one.
        let first = firstIndex(endingAbove: range.lowerBound - 1)
        var last = first
        var merged = range
        while last < ranges.count, ranges[last].lowerBound <= range.upperBound {
            merged =
                min(
                    merged.lowerBound, ranges[last].lowerBound)..<max(
                    merged.upperBound, ranges[last].upperBound)
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: [merged])
    }

    mutating func remove(_ offset: Int) {
        let index = firstIndex(endingAbove: offset)
        guard index < ranges.count, ranges[index].lowerBound <= offset else { return }
        let range = ranges[index]
        let parts = [range.lowerBound..<offset, offset + 1..<range.upperBound].filter { !$0.isEmpty }
        ranges.replaceSubrange(index...index, with: parts)
    }

    /// What of `whole` is not in it.
    func gaps(in whole: Range<Int>) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var next = whole.lowerBound
        for range in ranges where range.upperBound > next {
            if range.lowerBound >= whole.upperBound { break }
            if range.lowerBound > next { gaps.append(next..<range.lowerBound) }
            next = range.upperBound
        }
        if next < whole.upperBound { gaps.append(next..<whole.upperBound) }
        return gaps
    }

    private func firstIndex(endingAbove offset: Int) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
