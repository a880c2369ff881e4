internal import Base
internal import JSONText

/// Sends a file of definitions and prints what came of it.
enum DefinitionsTalk {
    static func put(_ file: String, isDryRun: Bool, asJSON: Bool, _ server: ServerOptions) throws {
        let body: [UInt8]
        do { body = try WholeFile.read(file == "-" ? "/dev/stdin" : file) } catch {
            throw Trouble(description: "\(file): \(error)")
        }
        let answer = try server.session().exchange(
            "PUT", "/definitions\(isDryRun ? "?dry_run=true" : "")", type: "application/json", body: body)
        if asJSON { return try StandardOutput.write(answer.body.lineEnded) }
        let (created, changed) = try answer.body.withByteView { body throws(JSONError) in
            (try ShownObject.list("created", in: body), try ShownObject.list("changed", in: body))
        }
        for one in created { try StandardOutput.line("+ \(text(one))") }
        for one in changed { try StandardOutput.line("~ \(text(one)): \(one["changed"])") }
        if created.isEmpty, changed.isEmpty { ErrorLine.print("nothing differs") }
    }

    private static func text(_ one: ShownObject) -> String {
        let namespace = one.text("namespace").flatMap { $0 == "default" ? nil : " of \($0)" } ?? ""
        return "\(one["kind"]) \(one["name"])\(namespace)"
    }

    /// A file that cannot be read.
    private struct Trouble: Error, CustomStringConvertible {
        let description: String
    }
}
