/// What is wrong with a pattern that is valid JSON.
package enum PatternFault: UInt8, Equatable, Sendable, CaseIterable {
    case notAnObject, notAField, notAMatcher, notAnOperator, unknownOperator, unknownField, emptyObject,
        emptyList
    case notAlternatives, notAString, notABoolean, notANumber, notARange, emptyRange, exponent
    case wildcardEscape, tooLong, tooManyValues, tooManyWildcards, tooManyConditions

    /// The same in words, as in "… at byte 17 of the pattern".
    package var description: StaticString {
        switch self {
        case .notAnObject: "an object of fields must stand"
        case .notAField: "a list of matchers or an object of fields must stand"
        case .notAMatcher: "a string, number, true, false, null or {\"operator\":…} must stand"
        case .notAnOperator: "an object with exactly one operator must stand"
        case .unknownOperator: "an unknown operator stands"
        case .unknownField: "a field stands that is not known here"
        case .emptyObject: "an object without fields stands"
        case .emptyList: "an empty list stands"
        case .notAlternatives: "a list of objects must stand"
        case .notAString: "a string must stand"
        case .notABoolean: "true or false must stand"
        case .notANumber: "a number must stand"
        case .notARange: "[\"=\",n], one comparison, or a lower and then an upper one must stand"
        case .emptyRange: "a range that no number lies in stands"
        case .exponent: "a number too far from 1 stands"
        case .wildcardEscape: "a backslash before something else than * or \\ stands"
        case .tooLong: "the pattern is too long"
        case .tooManyValues: "one value too many stands"
        case .tooManyWildcards: "one wildcard too many stands"
        case .tooManyConditions: "one field too many stands"
        }
    }
}
