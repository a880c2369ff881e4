internal import ArgumentParser
internal import Glibc

/// Asks before something is given up: on a terminal, and elsewhere it must have been said.
enum Consent {
    /// Returns when `name` may be deleted with `belongings`.
    static func ask(toDelete name: String, with belongings: String) throws {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("say --yes to delete \(name) with \(belongings)")
        }
        print("Delete \(Printable.text(name)) with \(belongings)? Type yes: ", terminator: "")
        fflush(nil)
        guard readLine() == "yes" else { throw ExitCode(TalkExit.refused) }
    }
}
