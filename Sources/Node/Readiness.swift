/// Whether a node answers, and if not, why.
package enum Readiness: Equatable, Sendable {
    /// Replaying the journal; bytes read of those to be read.
    case recovering(done: Int, of: Int)
    case ready
    /// Finishing what runs; nothing new is taken.
    case stopping
}
