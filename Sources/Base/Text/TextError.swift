/// What is wrong with a short text: a duration, a time, a name, base64.
public enum TextError: Error, Equatable, Sendable {
    /// A number without a unit that is not 0; the fix is to append one, as in `30s`.
    case durationWithoutUnit
    /// Neither `1h30m` nor `PT1H30M`; units stand in falling order, each at most once, without a fraction.
    case durationMalformed
    /// More milliseconds than 63 bits hold.
    case durationTooLong
    /// Not RFC 3339, or a day or an hour that does not exist.
    case timestampMalformed
    case nameEmpty
    /// Over `Limits.nameBytesMax`.
    case nameTooLong
    /// A name may not start with `_` or `.`.
    case nameStart
    /// A byte outside `A-Z a-z 0-9 . _ -`, and where.
    case nameByte(position: Int)
    /// Not the strict alphabet, or wrong padding, or bits set that carry nothing; where it was noticed.
    case base64(position: Int)
}
