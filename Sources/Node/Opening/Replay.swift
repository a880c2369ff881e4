internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Rebuilds a shard's broker and tails from its journal, one recovered frame after the other.
///
/// Events of the catalog are kept and adopted at the end, when the shard that the views belong to exists.
struct Replay: ~Copyable {
    var broker: Broker
    private(set) var catalogEvents: [Event] = []
    private(set) var tails: [Tail?] = []
    private let chunks: ChunkTable
    private var runs: [SlotRun] = []
    /// Tails of the line that goes on in the next event.
    private var unfinished: [Tail] = []

    init(shard: UInt32, chunks: ChunkTable) {
        broker = Broker(shard: shard)
        self.chunks = chunks
    }

    /// Takes in the events of one frame.
    mutating func take(_ frame: RecoveredFrame) throws(FormatError) {
        var rest = frame.events
        while !rest.isEmpty {
            let header = try EventHeader(decoding: rest)
            runs.removeAll(keepingCapacity: true)
            let bytes = rest[0..<header.eventBytes]
            if let event = try Event.decode(header, bytes, runs: &runs) {
                broker.evolve(event, runs: runs, at: frame.releaseAt)
                switch event {
                case .appended(let head, _):
                    index(head, try AppendedView(header: header, bytes: bytes).body.count, frame)
                case .leased, .settled, .purged: break
                default: catalogEvents.append(event)
                }
            }
            if header.kind == .continued { for tail in unfinished { tail.lengthen(by: header.length) } }
            rest = rest.dropping(header.eventBytes)
        }
    }

    /// Gives the broker away; at the end.
    consuming func takeBroker() -> Broker { broker }

    private mutating func index(_ head: AppendedHead, _ bytes: Int, _ frame: RecoveredFrame) {
        unfinished.removeAll(keepingCapacity: true)
        index(head.destination, head, bytes, frame)
        for other in head.others { index(other, head, bytes, frame) }
    }

    private mutating func index(
        _ destination: AppendedDestination, _ head: borrowing AppendedHead, _ bytes: Int,
        _ frame: RecoveredFrame
    ) {
        let number = Int(destination.log.rawValue)
        while tails.count <= number { tails.append(nil) }
        let tail = tails[number] ?? Tail(log: destination.log, start: destination.first, chunks: chunks)
        tails[number] = tail
        tail.append(
            Placement(
                log: destination.log, first: destination.first, count: head.count,
                timestamp: head.timestamp, bytes: bytes + destination.prefixBytes(count: head.count),
                frame: frame.address),
            releaseAt: frame.releaseAt)
        if head.goesOn { unfinished.append(tail) }
    }
}
