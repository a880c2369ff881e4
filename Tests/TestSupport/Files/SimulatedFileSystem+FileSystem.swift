package import LogStore
import Synchronization

/// What the code under test sees.
extension SimulatedFileSystem: FileSystem {
    package func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File {
        try operate("open", path)
        return try state.withLock { state throws(LogStoreError) -> SimulatedFile in
            if state.names[path] == nil {
                guard mode == .create else { throw .refused(operation: "open", path: path, code: 2) }
                state.names[path] = Node()
            }
            guard let node = state.names[path] else { throw .frozen }
            state.openings += 1
            return SimulatedFile(
                path: path, node: node, system: self, life: state.life, opening: state.openings)
        }
    }

    package func makeDirectory(_ path: String) throws(LogStoreError) {
        try operate("mkdir", path)
        state.withLock { _ = $0.directories.insert(path) }
    }

    package func list(_ path: String) throws(LogStoreError) -> [String] {
        try operate("list", path)
        return state.withLock { state in
            state.names.keys.filter { Self.directory(of: $0) == path }
                .map { String($0.dropFirst(path.utf8.count + 1)) }.sorted()
        }
    }

    package func rename(_ path: String, to newPath: String) throws(LogStoreError) {
        try operate("rename", path)
        state.withLock { state in
            state.names[newPath] = state.names[path]
            state.names[path] = nil
        }
    }

    package func remove(_ path: String) throws(LogStoreError) {
        try operate("remove", path)
        state.withLock { $0.names[path] = nil }
    }

    package func syncDirectory(_ path: String) throws(LogStoreError) {
        try operate("syncDirectory", path)
        state.withLock { state in
            for name in Set(state.names.keys).union(state.durableNames.keys)
            where Self.directory(of: name) == path { state.durableNames[name] = state.names[name] }
        }
    }

    private static func directory(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Counts an operation; from the one that was chosen on, every operation is refused.
    ///
    /// Returns how much of it happens when it is the chosen one: a number that the seed made.
    @discardableResult
    func operate(
        _ operation: StaticString, _ path: String, _ numbers: Int..., life: Int? = nil,
        isTearable: Bool = false
    ) throws(LogStoreError) -> UInt64? {
        let refused = LogStoreError.refused(operation: operation, path: path, code: 5)
        return try state.withLock { state throws(LogStoreError) -> UInt64? in
            if let life, life != state.life { throw refused }
            if state.operations >= state.crashAt { throw refused }
            state.operations += 1
            for byte in "\(operation) \(path) \(numbers)".utf8 {
                state.trace = (state.trace ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            if state.operations < state.crashAt { return nil }
            if isTearable { return UInt64.random(in: .min ... .max, using: &state.random) }
            // The machine stops before the operation as often as right behind it.
            if Bool.random(using: &state.random) { throw refused }
            return nil
        }
    }
}
