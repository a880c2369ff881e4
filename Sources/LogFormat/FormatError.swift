import Base

/// What can be wrong with stored bytes.
package enum FormatError: Error, Equatable, Sendable {
    /// The bytes end before what they announce.
    case truncated
    /// An event of a kind that this release does not know: a newer one wrote it.
    case unknownKind(UInt16)
    /// A known kind in a version that this release does not know.
    case unknownVersion(kind: UInt16, version: UInt8)
    /// A file in a version of the format that this release does not know.
    case unknownFormat(UInt32)
    /// A field that the format rules out; names the field.
    case badField(StaticString)

    package static func == (left: FormatError, right: FormatError) -> Bool {
        switch (left, right) {
        case (.truncated, .truncated): true
        case (.unknownKind(let a), .unknownKind(let b)): a == b
        case (.unknownVersion(let a, let v), .unknownVersion(let b, let w)): a == b && v == w
        case (.unknownFormat(let a), .unknownFormat(let b)): a == b
        case (.badField(let a), .badField(let b)): ByteView(a) == ByteView(b)
        default: false
        }
    }
}
