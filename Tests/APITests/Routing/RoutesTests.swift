import Testing

@testable import API

@Suite struct RoutesTests {
    private let document = OpenAPIText()

    /// The table as the document would list it.
    private var table: [OpenAPIText.Operation] {
        Routes.table.flatMap { route in
            [
                ("GET", route.get), ("PUT", route.put), ("POST", route.post), ("PATCH", route.patch),
                ("DELETE", route.delete),
            ].compactMap { method, operation in
                guard let operation else { return nil }
                return OpenAPIText.Operation(
                    path: "\(route.pattern)", isScoped: route.isScoped, method: method,
                    id: operation.rawValue,
                    options: Set(operation.options.names + (operation.takesHeaders ? ["header.NAME"] : [])))
            }
        }
    }

    @Test func `openapi describes every route, and no other`() {
        let described = Set(document.operations.map { "\($0.method) \($0.path) \($0.isScoped) \($0.id)" })
        let served = Set(table.map { "\($0.method) \($0.path) \($0.isScoped) \($0.id)" })
        #expect(described.subtracting(served) == [])
        #expect(served.subtracting(described) == [])
    }

    @Test func `openapi lists the options that each operation knows`() {
        for operation in table {
            let described = document.operations.first { $0.id == operation.id }?.options
            #expect(described == operation.options, "\(operation.id)")
        }
    }

    @Test func `every operation stands in the table once`() {
        #expect(table.map(\.id).sorted() == Operation.allCases.map(\.rawValue).sorted())
    }
}
