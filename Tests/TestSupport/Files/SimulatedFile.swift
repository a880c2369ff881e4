import Base
import LogStore
import Synchronization

/// An open file of a simulated file system.
final class SimulatedFile: File {
    let path: String
    private let node: SimulatedFileSystem.Node
    private let system: SimulatedFileSystem
    private let life: Int
    private let opening: Int

    init(path: String, node: SimulatedFileSystem.Node, system: SimulatedFileSystem, life: Int, opening: Int) {
        self.path = path
        self.node = node
        self.system = system
        self.life = life
        self.opening = opening
    }

    deinit {
        node.content.withLock { if $0.lockHolder == opening { $0.lockHolder = nil } }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(LogStoreError) -> Int {
        try system.operate("read", path, position, buffer.count, life: life)
        return node.content.withLock { content in
            let count = max(0, min(buffer.count, content.live.count - position))
            if count > 0 {
                content.live.withUnsafeBytes { live in
                    guard let source = live.baseAddress else { return }
                    buffer.baseAddress?.copyMemory(from: source + position, byteCount: count)
                }
            }
            return count
        }
    }

    func write(_ pieces: [ByteView], at position: Int) throws(LogStoreError) {
        let bytes = pieces.flatMap(\.array)
        let growth = position + bytes.count - node.content.withLock { $0.live.count }
        let isRoom = system.state.withLock { state in
            growth <= 0 || SimulatedFileSystem.bytesUsed(state) + growth <= state.capacity
        }
        if !isRoom { throw .full }
        let tear = try system.operate("write", path, position, bytes.count, life: life, isTearable: true)
        // A torn write ends within a sector's bounds, since a sector is written whole or not at all.
        let sector = SimulatedFileSystem.sectorBytes
        var count = bytes.count
        if let tear {
            let end = position + Int(tear % UInt64(bytes.count + 1))
            count = max(0, end / sector * sector - position)
        }
        node.content.withLock { content in
            if position + count > content.live.count { content.resize(to: position + count) }
            Self.copy(bytes, 0..<count, to: &content.live, at: position)
            content.touch(position..<position + count)
        }
        if tear != nil { throw .refused(operation: "write", path: path, code: 5) }
    }

    func sync() throws(LogStoreError) {
        try system.operate("sync", path, life: life)
        let isFailing = system.state.withLock { $0.operations >= $0.failingSyncAt }
        if isFailing {
            node.content.withLock { $0.failSync() }
            throw .refused(operation: "fdatasync", path: path, code: 5)
        }
        node.content.withLock { $0.sync() }
    }

    func size() throws(LogStoreError) -> Int {
        try system.operate("size", path, life: life)
        return node.content.withLock { $0.live.count }
    }

    func allocate(_ bytes: Int) throws(LogStoreError) {
        try system.operate("allocate", path, bytes, life: life)
        let present = node.content.withLock { $0.live.count }
        let isRoom = system.state.withLock { state in
            SimulatedFileSystem.bytesUsed(state) + bytes - present <= state.capacity
        }
        if !isRoom { throw .full }
        node.content.withLock { if bytes > $0.live.count { $0.resize(to: bytes) } }
    }

    func truncate(to bytes: Int) throws(LogStoreError) {
        try system.operate("truncate", path, bytes, life: life)
        node.content.withLock { $0.resize(to: bytes) }
    }

    func tryLock() throws(LogStoreError) -> Bool {
        try system.operate("lock", path, life: life)
        return node.content.withLock { content in
            if content.lockHolder != nil { return false }
            content.lockHolder = opening
            return true
        }
    }

    /// Copies bytes as fast in a debug build as in a release one.
    static func copy(_ bytes: [UInt8], _ range: Range<Int>, to target: inout [UInt8], at position: Int) {
        if range.isEmpty { return }
        precondition(range.upperBound <= bytes.count && position + range.count <= target.count)
        bytes.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                (to + position).copyMemory(from: from + range.lowerBound, byteCount: range.count)
            }
        }
    }
}
