internal import Base

/// Refusals of paths and methods.
extension Problem {
    /// No row of the table fits; names the one that is nearest.
    init(noRouteFor path: ByteView) {
        if let feature = LaterPaths.feature(of: path) {
            self = .later(feature)
            fix = "GET /openapi.yaml lists every path of this release."
            return
        }
        let fix =
            Self.nearestPath(to: path).map { "Did you mean \($0)?" } ?? "GET /openapi.yaml lists every path."
        self.init(.routeNotFound, "There is nothing at this path.", fix: fix)
    }

    /// The path is there, but not for this method.
    init(methodNotAllowedOn route: Route) {
        self.init(
            .methodNotAllowed, "This path takes \(route.allow).", fix: "Use one of \(route.allow).")
        allow = route.allow
    }

    init(recovering done: Int, of total: Int) {
        self.init(
            .recovering, "\(done >> 20) of \(total >> 20) MiB of journal read.",
            fix: "Try again in a second; GET /readyz tells when it is ready.")
    }

    /// The pattern that becomes most like `path` once its parameters are filled in from it.
    private static func nearestPath(to path: ByteView) -> String? {
        let wanted = path.string.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard wanted.count <= 9, path.count <= 512 else { return nil }
        let scope =
            wanted.first != "v1" ? [] : wanted.count > 3 && wanted[1] == "ns" ? wanted[0..<3] : wanted[0..<1]
        var candidates: [String] = []
        for route in Routes.table {
            let pattern = "\(route.pattern)".split(separator: "/").map(String.init)
            let given = route.isScoped ? Array(scope) : []
            guard given.count + pattern.count == wanted.count else { continue }
            var filled = given
            for part in pattern { filled.append(part.hasPrefix("{") ? wanted[filled.count] : part) }
            if route.isScoped, scope.isEmpty { filled.insert("v1", at: 0) }
            candidates.append("/" + filled.joined(separator: "/"))
        }
        let joined = "/" + wanted.joined(separator: "/")
        if candidates.contains(joined) { return joined }
        return joined.withByteView { Nearest.among(candidates, to: $0) }
    }
}

extension Route {
    /// What `OPTIONS *` answers: every method of the table.
    static let everything = "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS"
}
