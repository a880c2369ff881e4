internal import Base
package import HTTPWire

/// One row of the route table: a pattern and the operation of each method.
package struct Route: Sendable {
    /// The path with its parameters in braces; of a row in a namespace, what follows `/v1` or `/v1/ns/{ns}`.
    package let pattern: StaticString
    /// Whether it stands in a namespace.
    package let isScoped: Bool
    /// Slashes in the pattern; a path with another number cannot match.
    package let depth: Int

    package let get: Operation?
    package let put: Operation?
    package let post: Operation?
    package let patch: Operation?
    package let delete: Operation?

    init(
        _ pattern: StaticString, get: Operation? = nil, put: Operation? = nil, post: Operation? = nil,
        delete: Operation? = nil
    ) {
        self.init(pattern, isScoped: false, get: get, put: put, post: post, patch: nil, delete: delete)
    }

    init(
        in pattern: StaticString, get: Operation? = nil, put: Operation? = nil, post: Operation? = nil,
        patch: Operation? = nil, delete: Operation? = nil
    ) {
        self.init(pattern, isScoped: true, get: get, put: put, post: post, patch: patch, delete: delete)
    }

    private init(
        _ pattern: StaticString, isScoped: Bool, get: Operation?, put: Operation?, post: Operation?,
        patch: Operation?, delete: Operation?
    ) {
        self.pattern = pattern
        self.isScoped = isScoped
        depth = ByteView(pattern).slashes
        self.get = get
        self.put = put
        self.post = post
        self.patch = patch
        self.delete = delete
    }

    /// The operation of `method`; HEAD is GET without a body.
    package func operation(of method: HTTPWire.Method) -> Operation? {
        switch method {
        case .get, .head: get
        case .put: put
        case .post: post
        case .patch: patch
        case .delete: delete
        case .options, .other: nil
        }
    }

    /// The value of `Allow`.
    package var allow: String {
        var methods: [String] = []
        if get != nil { methods += ["GET", "HEAD"] }
        if put != nil { methods.append("PUT") }
        if post != nil { methods.append("POST") }
        if patch != nil { methods.append("PATCH") }
        if delete != nil { methods.append("DELETE") }
        methods.append("OPTIONS")
        return methods.joined(separator: ", ")
    }
}

extension ByteView {
    /// How many slashes it holds.
    var slashes: Int {
        var count = 0
        for index in 0..<self.count where self[index] == UInt8(ascii: "/") { count += 1 }
        return count
    }
}
