package import Base

/// The row that a path belongs to, and where its parameters stand.
package struct RouteMatch: Sendable {
    package let route: Route
    package let parameters: PathParameters

    /// Finds the row of `path`, whose percent-encoding has been undone. Allocates nothing.
    package init?(_ path: ByteView) {
        let depth = path.slashes
        let scope = Scope(of: path)
        for index in 0..<Routes.table.count {
            let route = Routes.table[index]
            let found: PathParameters?
            if route.isScoped {
                guard let scope, depth - scope.depth == route.depth else { continue }
                found = route.match(path, from: scope.end, namespace: scope.namespace)
            } else {
                guard depth == route.depth else { continue }
                found = route.match(path, from: 0, namespace: nil)
            }
            if let found {
                self.route = route
                parameters = found
                return
            }
        }
        return nil
    }
}

/// What stands before the namespace's own part of a path: `/v1` or `/v1/ns/{ns}`.
private struct Scope {
    /// Where the namespace's own part begins.
    let end: Int
    /// Slashes before that.
    let depth: Int
    let namespace: Range<Int>?

    init?(of path: ByteView) {
        guard path.hasPrefix("/v1/") else { return nil }
        guard path.hasPrefix("/v1/ns/") else {
            end = 3
            depth = 1
            namespace = nil
            return
        }
        let rest = path.dropping(7)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > 0 else { return nil }
        end = 7 + slash
        depth = 3
        namespace = 7..<7 + slash
    }
}
