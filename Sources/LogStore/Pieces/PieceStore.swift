package import Base
package import LogFormat
import Synchronization

/// The pieces of one shard: their files, and what is kept of them in memory.
///
/// Any thread may use it. What begins with `cached` looks into memory only; everything else does I/O and
/// belongs on a worker. Bytes are checked against their CRC whenever they come from the disk.
package final class PieceStore: Sendable {
    /// The folder that holds one folder for each log.
    package let directory: String
    package let settings: PieceStoreSettings
    package let fileSystem: any FileSystem
    let blocks: SharedCache<BlockKey, Block>
    let indexes: SharedCache<PieceKey, PieceIndex>
    let files: SharedCache<FileKey, any File>
    private let inflaters = Mutex<[any Inflating]>([])

    /// Takes over `directory`, which exists.
    package init(
        _ directory: String, fileSystem: any FileSystem, settings: PieceStoreSettings = PieceStoreSettings()
    ) {
        self.directory = directory
        self.fileSystem = fileSystem
        self.settings = settings
        blocks = SharedCache(costMax: settings.blockCacheBytes)
        indexes = SharedCache(costMax: settings.indexCacheBytes)
        files = SharedCache(costMax: settings.filesOpenMax)
    }

    package func folder(of log: LogID) -> String { "\(directory)/\(log.rawValue)" }

    package func path(of piece: PieceEntry) -> String { "\(folder(of: piece.log))/\(piece.fileName)" }

    package func indexPath(of piece: PieceEntry) -> String { "\(folder(of: piece.log))/\(piece.indexName)" }

    package var blockCache: CacheCounters { blocks.counters }
    package var indexCache: CacheCounters { indexes.counters }
    package var fileCache: CacheCounters { files.counters }

    /// Lends a codec; as many are kept as were used at once.
    func withInflater<Result>(_ body: (any Inflating) -> Result) -> Result {
        let inflater = inflaters.withLock { $0.popLast() } ?? Codecs.inflater()
        defer { inflaters.withLock { $0.append(inflater) } }
        return body(inflater)
    }
}

/// How much a `PieceStore` keeps, and the sizes of what is made in it; simulations have smaller ones.
package struct PieceStoreSettings: Sendable {
    package var blockCacheBytes = Limits.blockCacheBytes
    package var indexCacheBytes = Limits.indexCacheBytes
    package var filesOpenMax = Limits.historyFilesOpenMax
    package var blockBytes = Limits.blockBytes
    package var pieceWriteBytes = Limits.pieceWriteBytes
    package var segmentBytes = Limits.segmentBytes
    package var mergeCopyBytes = Limits.mergeCopyBytes
    package var mergeDeflateBytes = Limits.mergeDeflateBytes
    package var recompressedPieceBytesMin = Limits.recompressedPieceBytesMin
    package var archiveBytes = Limits.archiveBytes
    package var archiveUnwrittenBytes = Limits.archiveUnwrittenBytes
    /// Whether a block's bytes must depend on its lines alone, as a simulation wants it; ISA-L's do not quite.
    package var isReproducible = false

    package init() {}
}

/// A piece among all of a shard, by its name and by what it holds: nobody gets another's block.
struct PieceKey: Hashable, Sendable {
    let log: LogID
    let name: PieceName
    let checksum: UInt32

    init(_ piece: PieceEntry) {
        log = piece.log
        name = piece.name
        checksum = piece.indexChecksum
    }
}

/// A file that blocks are read from.
enum FileKey: Hashable, Sendable {
    case piece(PieceKey)
    case snapshot(String)
}

/// A block: its file, and its number or position there.
struct BlockKey: Hashable, Sendable {
    let file: FileKey
    let number: Int
}

extension BlockSource {
    var fileKey: FileKey {
        switch self {
        case .piece(let piece): .piece(PieceKey(piece))
        case .carried(let block): .snapshot(block.file)
        }
    }

    /// Many logs have a block in one snapshot, hence its position; in a piece the number of the block.
    func blockKey(_ number: Int) -> BlockKey {
        switch self {
        case .piece: BlockKey(file: fileKey, number: number)
        case .carried(let block): BlockKey(file: fileKey, number: block.entry.position)
        }
    }
}
