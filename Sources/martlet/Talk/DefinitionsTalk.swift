internal import Base
internal import JSONText

/// Sends a file of definitions and prints what came of it.
enum DefinitionsTalk {
    /// `options` stand in the query.
    static func put(_ file: String, _ options: [String], asJSON: Bool, _ server: ServerOptions) throws {
        let body: [UInt8]
        do { body = try WholeFile.read(file == "-" ? "/dev/stdin" : file) } catch {
            throw Trouble(description: "\(file): \(error)")
        }
        let query = options.isEmpty ? "" : "?" + options.map { $0 + "=true" }.joined(separator: "&")
        let answer = try server.session().exchange(
            "PUT", "/definitions" + query, type: "application/json", body: body)
        if asJSON { return try StandardOutput.write(answer.body.lineEnded) }
        let (created, changed, deleted) = try answer.body.withByteView { body throws(JSONError) in
            (
                try ShownObject.list("created", in: body), try ShownObject.list("changed", in: body),
                try ShownObject.list("deleted", in: body)
            )
        }
        for one in created { try StandardOutput.line("+ \(text(one))") }
        for one in changed { try StandardOutput.line("~ \(text(one)): \(one["changed"])") }
        for one in deleted {
            let messages = one.text("messages").map { " with \($0) messages" } ?? ""
            try StandardOutput.line("- \(text(one))\(messages)")
        }
        if created.isEmpty, changed.isEmpty, deleted.isEmpty { ErrorLine.print("nothing differs") }
    }

    private static func text(_ one: ShownObject) -> String {
        let namespace = one.text("namespace").flatMap { $0 == "default" ? nil : " of \($0)" } ?? ""
        let exchange = one.text("exchange").map { $0 + "/" } ?? ""
        return "\(one["kind"]) \(exchange)\(one["name"])\(namespace)"
    }

    /// A file that cannot be read.
    private struct Trouble: Error, CustomStringConvertible {
        let description: String
    }
}
