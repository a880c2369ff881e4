internal import Base
internal import Synchronization

/// The namespaces of a node by name; read by any thread.
final class Catalog: Sendable {
    private let index = Mutex(NameIndex<Namespace>())

    func find(_ name: ByteView) -> Namespace? { index.withLock { $0.find(name) } }

    /// All namespaces by name.
    var sorted: [Namespace] { index.withLock { $0.sorted } }

    func set(_ namespace: Namespace) { index.withLock { $0.set(namespace.name, namespace) } }
    func remove(_ name: String) { index.withLock { $0.remove(name) } }

    /// Forgets all names, those within the namespaces too.
    func removeAll() {
        for namespace in sorted { namespace.removeAll() }
        index.withLock { $0 = NameIndex() }
    }
}
