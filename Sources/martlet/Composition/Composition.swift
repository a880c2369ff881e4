/// Puts the concrete parts together; the only place that names them.
enum Composition {
    /// Serves until SIGTERM or SIGINT; answers the exit code.
    static func run(_ configuration: Configuration) throws -> Int32 {
        throw NotComposed()
    }

    struct NotComposed: Error, CustomStringConvertible {
        let description = "the server is not part of this build yet"
    }
}
