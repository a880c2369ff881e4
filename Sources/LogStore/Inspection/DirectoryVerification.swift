/// What verifying a whole data directory showed.
package struct DirectoryVerification: Sendable {
    package var findings: [Finding] = []
    package var journal = JournalVerification()
    package var names = LogNames()

    package init() {}

    package var isSound: Bool { !findings.contains { $0.weight == .damage } }

    /// The first thing that is wrong, in the order of reading.
    package var firstDamage: Finding? { findings.first { $0.weight == .damage } }
}

extension DirectoryInspection {
    /// Reads every byte that a start or a reader may need, and judges it.
    package func verify() throws(LogStoreError) -> DirectoryVerification {
        var verification = DirectoryVerification()
        let journal = try journal()
        var names = LogNames()
        verification.journal = try JournalVerifier(journal).run { names.note($0) }
        verification.names = names
        verification.findings += verification.journal.findings
        return verification
    }
}
