/// "Did you mean": the candidate that a misspelt word most likely stands for.
public enum Nearest {
    /// Longest word that is compared; longer ones get no suggestion.
    static let wordBytesMax = 64

    /// The candidate with the fewest edits, at most a third of the word or one; the first of equals.
    ///
    /// An edit inserts, drops or replaces a byte or swaps two neighbours; case counts for nothing.
    public static func among(_ candidates: [String], to word: ByteView) -> String? {
        guard !word.isEmpty, word.count <= wordBytesMax else { return nil }
        var best: String?
        var limit = Swift.max(1, word.count / 3) + 1
        let sought = word.array.map(\.asciiLowercased)
        for candidate in candidates {
            let edits = distance(sought, candidate.utf8.map(\.asciiLowercased), below: limit)
            if edits < limit {
                limit = edits
                best = candidate
            }
        }
        return best
    }

    /// Optimal string alignment distance, or `limit` when it is not below it.
    static func distance(_ left: [UInt8], _ right: [UInt8], below limit: Int) -> Int {
        if abs(left.count - right.count) >= limit { return limit }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        var row = last
        for i in 1..<left.count + 1 {
            row[0] = i
            for j in 1..<right.count + 1 {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                row[j] = Swift.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    row[j] = Swift.min(row[j], beforeLast[j - 2] + 1)
                }
            }
            if row.allSatisfy({ $0 >= limit }) { return limit }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return Swift.min(last[right.count], limit)
    }
}
