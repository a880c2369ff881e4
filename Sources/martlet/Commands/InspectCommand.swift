internal import ArgumentParser

/// `martlet inspect`.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Look into a data directory, verify it, and repair it.",
        usage: "martlet inspect [DATA] [verify | frame N | block LOG OFFSET | log LOG] [options]",
        discussion: """
            Looking changes nothing and may be done while a server runs.
              martlet inspect ./data                    what is there
              martlet inspect ./data verify             check every byte; names the first bad one
              martlet inspect ./data frame 17           a frame of the journal and its events
              martlet inspect ./data log orders/3       its pieces, its first and last line
              martlet inspect ./data block orders/3 17  the block that holds an offset
              martlet inspect ./data --rebuild-index F  the index of the piece F, from the piece alone
              martlet inspect ./data --repair           mend it, after saying what is given up
            Ends with 0 when all is sound, with 1 when something is damaged, with 2 when it could not look.
            """)

    @Argument(help: "The data directory (default: ./data), then what to show.")
    var words: [String] = []
    @Option(name: .customLong("data"), help: "The data directory, if it is not the first word.")
    var dataFolder: String?
    @Flag(help: "As JSON.")
    var json = false
    @Flag(help: "Long lists whole.")
    var all = false
    @Option(help: "Write the index of this piece (a .ndjson.gz file) anew; no server may run.")
    var rebuildIndex: String?
    @Flag(help: "Repair the directory; no server may run on it.")
    var repair = false
    @Flag(help: "With --repair: do not ask.")
    var yes = false

    func run() throws {
        var words = words[...]
        let verbs = ["verify", "frame", "block", "log"]
        let isVerb = words.first.map(verbs.contains) ?? false
        let folder = dataFolder ?? (isVerb ? nil : words.popFirst()) ?? "./data"
        let code = try Refusing.run {
            if let rebuildIndex { return try RebuildTool(directory: folder, piece: rebuildIndex).run() }
            if repair { return try RepairTool(directory: folder, isYes: yes).run() }
            return try InspectTool(directory: folder, isJSON: json, isAll: all).run(wish(Array(words)))
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func wish(_ words: [String]) throws -> InspectTool.Wish {
        switch words.first {
        case nil: return .overview
        case "verify" where words.count == 1: return .verify
        case "frame" where words.count == 2:
            guard let number = UInt64(words[1]) else {
                throw ValidationError("frame wants a sequence, a number from 1")
            }
            return .frame(number)
        case "block" where words.count == 3:
            guard let offset = UInt64(words[2]) else {
                throw ValidationError("block wants a log and an offset")
            }
            return .block(log: words[1], offset: offset)
        case "log" where words.count == 2: return .log(words[1])
        default: throw ValidationError("cannot show \"\(words.joined(separator: " "))\"; see --help")
        }
    }
}

/// Runs a tool and turns what stops it into a line on standard error and its exit code.
enum Refusing {
    static func run(_ body: () throws -> Int32) throws -> Int32 {
        do { return try body() } catch let error as ValidationError { throw error } catch {
            ErrorLine.print("martlet: \(error)")
            return ToolExit.refused
        }
    }
}
