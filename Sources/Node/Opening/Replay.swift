internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Rebuilds a shard's broker and tails from its snapshot and its journal, one recovered frame after the other.
///
/// The views of the catalog are made at the end from what the broker has come to: frames behind a snapshot's
/// cut may tell again what the snapshot knows already.
struct Replay {
    private(set) var tails: [Tail?] = []
    private let chunks: ChunkTable
    private var runs: [SlotRun] = []
    /// Tails of the line that goes on in the next event.
    private var unfinished: [Tail] = []

    init(chunks: ChunkTable) { self.chunks = chunks }

    /// Takes in the events of one frame; `broker` is empty or restored before the first.
    mutating func take(_ frame: RecoveredFrame, into broker: inout Broker) throws(FormatError) {
        var rest = frame.events
        while !rest.isEmpty {
            let header = try EventHeader(decoding: rest)
            runs.removeAll(keepingCapacity: true)
            let bytes = rest[0..<header.eventBytes]
            if let event = try Event.decode(header, bytes, runs: &runs) {
                broker.evolve(event, runs: runs, at: frame.releaseAt)
                if case .appended(let head, _) = event {
                    index(head, try AppendedView(header: header, bytes: bytes).body.count, frame)
                }
            }
            if header.kind == .continued { for tail in unfinished { tail.lengthen(by: header.length) } }
            rest = rest.dropping(header.eventBytes)
        }
    }

    /// Checks that what was replayed fits to the histories, log by log.
    func check(
        _ start: ShardStart, _ histories: [History?], _ broker: borrowing Broker
    ) throws(LogStoreError) {
        for number in 0..<max(tails.count, histories.count) {
            let log = LogID(UInt32(number))
            guard let end = broker.end(of: log) else { continue }
            let tail = number < tails.count ? tails[number] : nil
            try start.check(log, tail, number < histories.count ? histories[number] : nil, end: end)
        }
    }

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
