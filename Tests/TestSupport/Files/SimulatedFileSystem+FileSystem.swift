package import LogStore
import Synchronization

/// What the code under test sees.
extension SimulatedFileSystem: FileSystem {
    package func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File {
        try operate("open", path)
        return try state.withLock { state throws(LogStoreError) -> SimulatedFile in
            if state.names[path] == nil {
                let parent = Self.directory(of: path)
                guard mode == .create, Self.exists(parent, state) else {
                    throw .refused(operation: "open", path: path, code: 2)
                }
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
        try state.withLock { state throws(LogStoreError) in
            guard Self.exists(Self.directory(of: path), state) else {
                throw .refused(operation: "mkdir", path: path, code: 2)
            }
            state.directories.insert(path)
        }
    }

    package func list(_ path: String) throws(LogStoreError) -> [String] {
        try operate("list", path)
        return try state.withLock { state throws(LogStoreError) -> [String] in
            guard Self.exists(path, state) else {
                throw .refused(operation: "opendir", path: path, code: 2)
            }
            let found = state.names.keys.filter { Self.directory(of: $0) == path }
            let directories = state.directories.filter { Self.directory(of: $0) == path }
            return (found + directories).map { String($0.dropFirst(path.utf8.count + 1)) }.sorted()
        }
    }

    package func rename(_ path: String, to newPath: String) throws(LogStoreError) {
        try operate("rename", path)
        try state.withLock { state throws(LogStoreError) in
            guard let node = state.names[path] else {
                throw .refused(operation: "rename", path: path, code: 2)
            }
            state.names[newPath] = node
            state.names[path] = nil
            state.renamed[newPath] = path
        }
    }

    package func remove(_ path: String) throws(LogStoreError) {
        try operate("remove", path)
        try state.withLock { state throws(LogStoreError) in
            guard state.names.removeValue(forKey: path) != nil else {
                throw .refused(operation: "unlink", path: path, code: 2)
            }
        }
    }

    package func removeDirectory(_ path: String) throws(LogStoreError) {
        try operate("rmdir", path)
        try state.withLock { state throws(LogStoreError) in
            let isInUse =
                state.names.keys.contains { Self.directory(of: $0) == path }
                || state.directories.contains { Self.directory(of: $0) == path }
            guard !isInUse, state.directories.remove(path) != nil else {
                throw .refused(operation: "rmdir", path: path, code: isInUse ? 39 : 2)
            }
        }
    }

    package func syncDirectory(_ path: String) throws(LogStoreError) {
        try operate("syncDirectory", path)
        state.withLock { state in
            for name in Set(state.names.keys).union(state.durableNames.keys)
            where Self.directory(of: name) == path {
                state.durableNames[name] = state.names[name]
                state.renamed[name] = nil
            }
            for name in state.directories.union(state.durableDirectories)
            where Self.directory(of: name) == path {
                if state.directories.contains(name) {
                    state.durableDirectories.insert(name)
                } else {
                    state.durableDirectories.remove(name)
                }
            }
        }
    }

    static func directory(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Whether a directory is there; those at the top always are.
    static func exists(_ directory: String, _ state: borrowing State) -> Bool {
        !directory.contains("/") || state.directories.contains(directory)
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
