/// What one matcher of a pattern takes; ranges are of the pattern's bytes.
enum Matcher {
    case null
    case boolean(Bool)
    /// Whatever is there, or what is not there.
    case exists(Bool)
    case number(PatternNumber)
    case between(lower: PatternBound?, upper: PatternBound?)
    case string(Range<Int>)
    /// In lower case.
    case folded(Range<Int>)
    case prefix(Range<Int>, folding: Bool)
    case suffix(Range<Int>, folding: Bool)
    /// The pieces between the stars, at least two.
    case wildcard(Range<Int>)
    /// A scalar that none of these matchers takes.
    case anythingBut(Range<Int>)
}

/// A number of a pattern, with its digits alone in the pattern's bytes.
struct PatternNumber {
    let isNegative: Bool
    let exponent: Int
    let digits: Range<Int>
}

/// One end of a range of numbers.
struct PatternBound {
    let number: PatternNumber
    let isInclusive: Bool
}

/// A stretch of a wildcard without stars.
struct WildcardPiece {
    let bytes: Range<Int>
    /// Where its entries begin in the pattern's fallbacks.
    let fallbacks: Int
}
