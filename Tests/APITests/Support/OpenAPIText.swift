import API
import Base

/// Just enough of a YAML reader to hold openapi.yaml against the route table: paths, methods, ids, parameters.
struct OpenAPIText {
    struct Operation: Hashable {
        /// As in the route table: what follows `/v1` or `/v1/ns/{ns}` when `isScoped`.
        var path: String
        var isScoped: Bool
        var method: String
        var id = ""
        /// Names of the query parameters.
        var options: Set<String> = []
    }

    private(set) var operations: [Operation] = []
    private(set) var problemCodes: [String] = []

    /// Reads the document that the binary carries.
    init() {
        var path = ""
        var isScoped = true
        var section = ""
        var schema = ""
        var inlineName = ""
        for line in Description.text.string.split(separator: "\n", omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == " " }.count
            let text = String(line.dropFirst(depth))
            if depth == 0, !text.isEmpty { section = text }
            if section == "paths:" {
                if depth == 2, text.hasPrefix("/") {
                    path = String(text.dropLast())
                    isScoped = true
                } else if depth == 4, text == "servers: [{url: /}]" {
                    isScoped = false
                } else if depth == 4, Self.methods.contains(String(text.dropLast())) {
                    operations.append(
                        Operation(
                            path: path, isScoped: isScoped, method: String(text.dropLast()).uppercased()))
                } else if depth == 6, text.hasPrefix("operationId: ") {
                    operations[operations.count - 1].id = String(text.dropFirst(13))
                } else if depth == 8, text.hasPrefix("- $ref: '#/components/parameters/") {
                    let name = String(text.dropFirst(33).dropLast())
                    if name.first?.isLowercase == true {
                        operations[operations.count - 1].options.insert(name)
                    }
                } else if depth == 8, text.hasPrefix("- name: ") {
                    inlineName = String(text.dropFirst(8))
                } else if depth == 10, text == "in: query" {
                    operations[operations.count - 1].options.insert(inlineName)
                }
            } else if section == "components:" {
                if depth == 4 { schema = text }
                if schema == "ProblemCode:", depth == 8, text.hasPrefix("- ") {
                    problemCodes.append(String(text.dropFirst(2)))
                }
            }
        }
    }

    private static let methods = ["get", "put", "post", "patch", "delete"]
}
