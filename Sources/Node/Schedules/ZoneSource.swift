/// Where the tables of time zones come from: the system's files in a server, made-up ones in tests.
package protocol ZoneSource: Sendable {
    /// The bytes of a zone's TZif file; nil when there is none.
    ///
    /// May block. The name has passed `ZoneTables.isName`.
    func file(of zone: String) -> [UInt8]?
}
