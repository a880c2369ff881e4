import Base
import LogFormat

/// Lines of a publish in one stretch of memory that stays where it is.
final class LineBlock: @unchecked Sendable {
    let lines: [[UInt8]]
    let keys: [OracleKey?]
    private var buffer = ByteBuffer()
    private var hashes = ByteBuffer()

    init(_ lines: [[UInt8]], keys: [OracleKey?] = []) {
        self.lines = lines
        self.keys = keys.isEmpty ? Array(repeating: nil, count: lines.count) : keys
        for line in lines { buffer.append(line) }
    }

    /// The hashes of the keys, as a compacted topic wants them.
    func hashed(by hasher: KeyHasher) -> KeyHashes {
        hashes.removeAll()
        for key in keys {
            guard let key else {
                KeyHash.none.pack(into: &hashes)
                continue
            }
            let hash = key.name.withByteView { hasher.hash($0) }
            (key.isTombstone ? hash.ofTombstone : hash).pack(into: &hashes)
        }
        return .packed(hashes.bytes)
    }

    var bytes: ByteView { buffer.bytes }
}
