internal import ArgumentParser

/// What every command takes that deletes something.
struct DeletionOptions: ParsableArguments {
    /// What its help says of consent.
    static let discussion = "Asks first on a terminal; elsewhere it wants --yes."

    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    /// Deletes what is at `place`, once that was agreed to; `belongings` go with it.
    func delete(_ name: String, at place: String, with belongings: String) throws {
        if !yes { try Consent.ask(toDelete: name, with: belongings) }
        try Talking.run {
            try server.session().exchange("DELETE", place)
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
