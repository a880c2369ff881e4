/// "Did you mean": finds the word that a mistyped one most likely stands for.
enum Resemblance {
    /// The candidate with the fewest edits from `word`, or nil when none is near.
    ///
    /// Near is at most a third of the word's length, and at least two edits are always forgiven.
    static func closest(to word: String, among candidates: [String]) -> String? {
        let bound = max(2, word.utf8.count / 3)
        var best: (candidate: String, edits: Int)?
        for candidate in candidates {
            let edits = distance(Array(word.utf8), Array(candidate.utf8))
            if edits <= bound, edits < (best?.edits ?? .max) { best = (candidate, edits) }
        }
        return best?.candidate
    }

    /// Levenshtein's distance: insertions, deletions and replacements that turn one into the other.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (leftIndex, leftByte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = leftIndex + 1
            for (rightIndex, rightByte) in right.enumerated() {
                let above = row[rightIndex + 1]
                let replaced = diagonal + (leftByte == rightByte ? 0 : 1)
                row[rightIndex + 1] = min(replaced, above + 1, row[rightIndex] + 1)
                diagonal = above
            }
        }
        return row[right.count]
    }
}
