import Base

/// Reading numbers and ranges of them.
extension PatternCompiler {
    mutating func number(_ value: JSONValue) throws(JSONError) -> PatternNumber {
        let first = value.raw.first
        guard let first, first == UInt8(ascii: "-") || first.decimalDigit != nil else {
            throw value.refused(.pattern(.notANumber))
        }
        let decimal = DecimalText(value.raw)
        guard abs(decimal.exponent) <= Limits.patternExponentMax else {
            throw value.refused(.pattern(.exponent))
        }
        let digits = store(decimal.digits.array.filter { $0 != UInt8(ascii: ".") })
        return PatternNumber(isNegative: decimal.isNegative, exponent: decimal.exponent, digits: digits)
    }

    /// The list behind `numeric`: `["=",n]`, one comparison, or a lower and then an upper one.
    mutating func range(_ list: JSONValue) throws(JSONError) -> Matcher {
        guard list.isArray else { throw list.refused(.pattern(.notARange)) }
        var elements = try list.array()
        var lower: PatternBound?
        var upper: PatternBound?
        while let comparison = try elements.next() {
            let sign = comparison.isString ? plain(try comparison.contents()) : []
            guard upper == nil, let limit = try elements.next() else {
                throw comparison.refused(.pattern(.notARange))
            }
            values += 1
            if values > Limits.patternValuesMax { throw limit.refused(.pattern(.tooManyValues)) }
            let isInclusive = sign.last == UInt8(ascii: "=")
            if sign.elementsEqual("=".utf8), lower == nil {
                let number = PatternBound(number: try number(limit), isInclusive: true)
                lower = number
                upper = number
            } else if sign.elementsEqual(">".utf8) || sign.elementsEqual(">=".utf8), lower == nil {
                lower = PatternBound(number: try number(limit), isInclusive: isInclusive)
            } else if sign.elementsEqual("<".utf8) || sign.elementsEqual("<=".utf8) {
                upper = PatternBound(number: try number(limit), isInclusive: isInclusive)
            } else {
                throw comparison.refused(.pattern(.notARange))
            }
        }
        if lower == nil, upper == nil { throw list.refused(.pattern(.notARange)) }
        if let lower, let upper, isEmpty(lower, upper) { throw list.refused(.pattern(.emptyRange)) }
        return .between(lower: lower, upper: upper)
    }

    private func isEmpty(_ lower: PatternBound, _ upper: PatternBound) -> Bool {
        pattern.bytes.withByteView { bytes in
            let order = pattern.decimal(lower.number, bytes).compared(
                with: pattern.decimal(upper.number, bytes))
            return order > 0 || order == 0 && !(lower.isInclusive && upper.isInclusive)
        }
    }
}
