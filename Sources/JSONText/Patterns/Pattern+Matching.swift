import Base

/// A value of a document that is neither object nor array.
enum PatternScalar {
    case null
    case boolean(Bool)
    case number(DecimalText)
    case string(PlainText)
}

extension Pattern {
    /// Whether a matcher takes a scalar; `bytes` are those of the pattern.
    func takes(_ matcher: Matcher, _ scalar: PatternScalar, _ bytes: ByteView) -> Bool {
        switch (matcher, scalar) {
        case (.exists(let wanted), _): return wanted
        case (.anythingBut(let others), _):
            for index in others where takes(matchers[index], scalar, bytes) { return false }
            return true
        case (.null, .null): return true
        case (.boolean(let wanted), .boolean(let found)): return wanted == found
        case (.number(let wanted), .number(let found)):
            return found.compared(with: decimal(wanted, bytes)) == 0
        case (.between(let lower, let upper), .number(let found)):
            return isWithin(found, lower, upper, bytes)
        case (.string(let wanted), .string(let found)): return found.isEqual(bytes[wanted], folding: false)
        case (.folded(let wanted), .string(let found)): return found.isEqual(bytes[wanted], folding: true)
        case (.prefix(let wanted, let folding), .string(let found)):
            return found.hasPrefix(bytes[wanted], folding: folding)
        case (.suffix(let wanted, let folding), .string(let found)):
            return found.hasSuffix(bytes[wanted], folding: folding)
        case (.wildcard(let pieces), .string(let found)): return fits(pieces, found, bytes)
        default: return false
        }
    }

    func decimal(_ number: PatternNumber, _ bytes: ByteView) -> DecimalText {
        DecimalText(
            isNegative: number.isNegative, exponent: number.exponent, digits: bytes[number.digits])
    }

    private func isWithin(
        _ found: DecimalText, _ lower: PatternBound?, _ upper: PatternBound?, _ bytes: ByteView
    ) -> Bool {
        if let lower {
            let order = found.compared(with: decimal(lower.number, bytes))
            if order < 0 || order == 0 && !lower.isInclusive { return false }
        }
        if let upper {
            let order = found.compared(with: decimal(upper.number, bytes))
            if order > 0 || order == 0 && !upper.isInclusive { return false }
        }
        return true
    }

    /// Whether a text consists of the pieces with anything between them, in time linear in the text.
    ///
    /// The first and the last piece stand at the ends; the others are each looked for as far to the front
    /// as possible (Knuth, Morris and Pratt, 1977), which leaves the most room for what follows.
    private func fits(_ pieces: Range<Int>, _ text: PlainText, _ bytes: ByteView) -> Bool {
        let first = bytes[wildcards[pieces.lowerBound].bytes]
        let last = bytes[wildcards[pieces.upperBound - 1].bytes]
        var left = text.count - first.count - last.count
        guard left >= 0, text.hasPrefix(first, folding: false), text.hasSuffix(last, folding: false) else {
            return false
        }
        var plain = PlainBytes(text.raw)
        plain.skip(first.count)
        for index in pieces.lowerBound + 1..<pieces.upperBound - 1 {
            let piece = wildcards[index]
            let wanted = bytes[piece.bytes]
            var reached = 0
            while reached < wanted.count {
                guard left > 0, let byte = plain.next() else { return false }
                left -= 1
                while reached > 0, wanted[reached] != byte {
                    reached = Int(fallbacks[piece.fallbacks + reached - 1])
                }
                if wanted[reached] == byte { reached += 1 }
            }
        }
        return true
    }
}
