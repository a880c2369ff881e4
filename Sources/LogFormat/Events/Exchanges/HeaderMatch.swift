/// How many of the headers that a binding names a message must have.
///
/// Names that begin with `x-` count with the latter two only.
package enum HeaderMatch: UInt8, CaseIterable, Sendable {
    case all = 1
    case any = 2
    case allWithX = 3
    case anyWithX = 4

    /// The word for it in requests and answers.
    package var name: StaticString {
        switch self {
        case .all: "all"
        case .any: "any"
        case .allWithX: "all-with-x"
        case .anyWithX: "any-with-x"
        }
    }

    /// Whether one is enough.
    package var isAny: Bool { self == .any || self == .anyWithX }
    /// Whether names that begin with `x-` count.
    package var countsX: Bool { self == .allWithX || self == .anyWithX }
}

/// A header that a binding asks for.
package struct HeaderWish: Equatable, Sendable {
    /// In lower case.
    package var name: String
    /// One of its values; nil takes any.
    package var value: String?

    package init(name: String, value: String?) {
        self.name = name
        self.value = value
    }
}
