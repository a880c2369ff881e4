import TestSupport

/// One run of `martlet` with its output, for tools that end by themselves.
struct Tool {
    let code: Int32
    let output: String
    let errors: String

    init(_ arguments: String...) throws { try self.init(arguments) }

    init(_ arguments: [String]) throws {
        let process = try ChildProcess(MartletProcess.binary, arguments)
        var lines: [String] = []
        while let line = process.nextLine(within: 60) { lines.append(line) }
        guard case .code(let code)? = process.waitForExit() else {
            throw ChildProcess.Failure(description: "martlet \(arguments) did not end: \(process.errors)")
        }
        self.code = code
        output = lines.joined(separator: "\n")
        errors = process.errors
    }
}
