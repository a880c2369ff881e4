import Base
import LogFormat
import LogStore
import TestSupport

/// Lives of a journal over a simulated file system: commands, commits, trims, then a crash, and again.
///
/// After each crash it compares what recovery yields with what was done: every command that was durable is
/// there, what is there is a gapless prefix of what was done, and every log reads as it should.
final class JournalSimulation {
    /// A command as the test remembers it.
    struct Done: Equatable {
        let first: JournalSequence
        let releaseAt: JournalSequence
        /// What it put into each log, by the number of the log.
        var pieces: [Piece] = []

        mutating func add(_ bytes: [UInt8], to log: UInt32, at first: Offset) {
            if let index = pieces.firstIndex(where: { $0.log == log }) {
                pieces[index].bytes += bytes
            } else {
                pieces.append(Piece(log: log, first: first, bytes: bytes))
                pieces.sort { $0.log < $1.log }
            }
        }
    }

    struct Piece: Equatable {
        let log: UInt32
        let first: Offset
        var bytes: [UInt8]
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    private static let directory = "journal"
    let fileSystem: SimulatedFileSystem
    private var random: SplitMix64
    /// Whether all commands are of one length, so that new frames fall exactly on old ones.
    private let isUniform: Bool
    private var sizes = StoreRig.Sizes()
    private var settings = FileJournalSettings()
    /// Commands that must be found: recovered before, or done in this life.
    private var history: [Done] = []
    /// How many of them were durable.
    private var acknowledged = 0
    /// Where replay begins, as a checkpoint would say.
    private var start = JournalSequence(1)
    /// The offsets at which the logs begin there.
    private var starts: [UInt32: Offset] = [:]
    private(set) var recoveries = 0
    private(set) var found = 0

    init(seed: Seed) {
        fileSystem = SimulatedFileSystem(seed: seed.value &* 31)
        random = SplitMix64(seed: seed.value)
        isUniform = seed.value % 2 == 1
        sizes.chunkBytes = 4096
        sizes.payloadMax = 900
        sizes.tailBytesMax = 2 * 4096
        settings.fileBytes = 16 * 1024
        settings.bytesMax = seed.value % 4 == 0 ? 4 * settings.fileBytes : 1 << 20
    }

    /// Several lives, each ended at an operation that the seed chose.
    func run(lives: Int = 4) throws {
        for _ in 0..<lives {
            let crashAfter = Int.random(in: 1...250, using: &random)
            try live(commands: Int.random(in: 1...40, using: &random), crashAfter: crashAfter)
        }
        try check()
    }

    /// One life of a fixed length from an empty disk, ended at an operation of choice; then a check.
    func run(commands: Int, crashAfter: Int) throws {
        try live(commands: commands, crashAfter: crashAfter)
        try check()
        try live(commands: 3, crashAfter: .max / 2)
        try check()
    }

    /// A life that ends without a crash; returns how many operations it took.
    func operations(commands: Int) throws -> Int {
        try live(commands: commands, crashAfter: .max / 2)
        return fileSystem.operations
    }

    // MARK: a life

    private func live(commands: Int, crashAfter: Int) throws {
        fileSystem.crash(after: crashAfter)
        do throws(LogStoreError) {
            let rig = try recover()
            if Int.random(in: 0..<5, using: &random) == 0 {
                fileSystem.failSync(after: Int.random(in: 1...60, using: &random))
            }
            do throws(LogStoreError) {
                for _ in 0..<commands { try act(on: rig) }
                try rig.drain()
            } catch {
                acknowledge(rig)
                throw error
            }
            acknowledge(rig)
            compareTails(rig)
        } catch {
            guard case .refused = error else {
                throw Failure(description: "no refusal of the machine: \(error)")
            }
        }
        if let found = mismatch { throw found }
        // The process dies, or the machine; a killed process leaves its pages to a later power loss.
        if Bool.random(using: &random) { fileSystem.killProcess() } else { fileSystem.losePower() }
    }

    /// Recovers a last time and compares.
    private func check() throws {
        do throws(LogStoreError) { compareTails(try recover()) } catch {
            throw Failure(description: "recovery: \(error)")
        }
        if let found = mismatch { throw found }
        fileSystem.killProcess()
    }

    private var mismatch: Failure?

    private func fail(_ text: String) { mismatch = mismatch ?? Failure(description: text) }

    private func recover() throws(LogStoreError) -> StoreRig {
        recoveries += 1
        let mark = Watermark()
        let chunks = ChunkTable(mark: mark, bytesMax: sizes.tailBytesMax, chunkBytes: sizes.chunkBytes)
        var found: [Done] = []
        var tails: [UInt32: Tail] = [:]
        for (log, start) in starts { tails[log] = Tail(log: LogID(log), start: start, chunks: chunks) }
        let room = DiskRoom(Self.directory, fileSystem: fileSystem, bytesMax: nil, reserveBytes: 0)
        let recovery = Recovery(Self.directory, shard: 0, fileSystem: room.files, chunks: chunks)
        let end = try recovery.run(from: start, fresh: 42) { frame throws(FormatError) in
            if found.last?.releaseAt != frame.releaseAt {
                found.append(Done(first: frame.sequence, releaseAt: frame.releaseAt))
            }
            try Self.replay(frame, into: &tails, &found[found.count - 1], chunks: chunks)
        }
        compare(found, lastSequence: end.lastSequence)
        // From here on the recovered commands may be seen by clients, so none may vanish any more.
        history = found
        self.found += found.count
        acknowledged = found.count
        let journal = try FileJournal(end, in: Self.directory, room: room, settings: settings)
        return StoreRig(journal, after: end, chunks: chunks, tails: tails, sizes: sizes)
    }

    private func compare(_ found: [Done], lastSequence: JournalSequence) {
        let due = history.filter { $0.releaseAt >= start }
        let dueAcknowledged = history.prefix(acknowledged).count { $0.releaseAt >= start }
        if found.count < dueAcknowledged {
            return fail("\(dueAcknowledged) commands were acknowledged, \(found.count) are found")
        }
        if found.count > due.count { return fail("\(found.count) commands are found of \(due.count)") }
        for (index, command) in found.enumerated() where command != due[index] {
            return fail("command \(index) is \(command), not \(due[index])")
        }
        let last = found.last?.releaseAt ?? JournalSequence(start.rawValue - 1)
        if lastSequence != last { fail("the journal ends at \(lastSequence), its commands at \(last)") }
    }

    private static func replay(
        _ frame: RecoveredFrame, into tails: inout [UInt32: Tail], _ command: inout Done, chunks: ChunkTable
    ) throws(FormatError) {
        var rest = frame.events
        while !rest.isEmpty {
            let header = try EventHeader(decoding: rest)
            if header.kind == .appended {
                let view = try AppendedView(header: header, bytes: rest)
                for index in 0..<view.destinationCount {
                    let one = view.destination(index)
                    let tail = tails[one.log.rawValue] ?? Tail(log: one.log, chunks: chunks)
                    tails[one.log.rawValue] = tail
                    command.add(view.body.array, to: one.log.rawValue, at: one.first)
                    tail.append(
                        Placement(
                            log: one.log, first: one.first, count: view.count, timestamp: view.timestamp,
                            frame: frame.address), releaseAt: frame.releaseAt)
                }
            } else {
                // Only log 1 gets lines that are longer than a frame.
                command.add(try AppendedContinued(decoding: rest).piece.array, to: 1, at: .zero)
            }
            rest = rest.dropping(header.eventBytes)
        }
    }

    /// Every log must read as the commands made it that are durable.
    private func compareTails(_ rig: StoreRig) {
        for log in UInt32(0)...2 {
            var due: [UInt8] = []
            for command in history where command.releaseAt >= start && command.releaseAt <= rig.durable {
                for piece in command.pieces where piece.log == log { due += piece.bytes }
            }
            do throws(LogStoreError) {
                let lines = try rig.read(log, from: rig.tail(log).earliest)
                let read = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
                if read != due { fail("log \(log) reads \(read.count) bytes, due are \(due.count)") }
            } catch {
                if case .refused = error { return }
                fail("log \(log) does not read: \(error)")
            }
        }
    }

    // MARK: what happens

    private func act(on rig: StoreRig) throws(LogStoreError) {
        rig.now = rig.now + Interval(milliseconds: Int64.random(in: 0...5, using: &random))
        rig.clock += UInt64.random(in: 0...400_000_000, using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9: command(on: rig)
        case 9..<15:
            if isUniform, rig.handover.waitingBytes < 8000 { command(on: rig) } else { try rig.step() }
        case 15..<18:
            if let journal = rig.journal as? FileJournal {
                _ = try journal.prepare(isBusy: Bool.random(using: &random))
            }
        case 18: try trim(rig)
        default:
            rig.clock += 2_000_000_000
            try rig.step()
        }
        acknowledge(rig)
    }

    private func command(on rig: StoreRig) {
        let flush = Int.random(in: 0..<4, using: &random) > 0
        var blocks: [(log: UInt32, lines: [[UInt8]])] = []
        switch isUniform ? 10 : Int.random(in: 0..<10, using: &random) {
        case 0: break
        case 1: blocks = [(0, lines(8, upTo: 400)), (1, lines(2, upTo: 100))]
        case 2: blocks = [(1, lines(1, upTo: 3000))]
        case 3: return fan(on: rig)
        case 10: blocks = [(0, [[UInt8](repeating: UInt8.random(in: 97...122, using: &random), count: 600)])]
        default: blocks = [(UInt32.random(in: 0...2, using: &random), lines(2, upTo: 120))]
        }
        let ends = (0...2).map { rig.tail($0).end }
        let extent = rig.append(blocks, flush: flush)
        var done = Done(first: extent.firstSequence, releaseAt: extent.releaseAt)
        for block in blocks { done.add(Self.body(block.lines), to: block.log, at: ends[Int(block.log)]) }
        history.append(done)
    }

    private func fan(on rig: StoreRig) {
        let ends = (0...2).map { rig.tail($0).end }
        let lines = lines(3, upTo: 60)
        let extent = rig.fan([0, 2, 1], lines: lines)
        var done = Done(first: extent.firstSequence, releaseAt: extent.releaseAt)
        for log in UInt32(0)...2 { done.add(Self.body(lines), to: log, at: ends[Int(log)]) }
        history.append(done)
    }

    private func lines(_ count: Int, upTo bytes: Int) -> [[UInt8]] {
        (0..<count).map { _ in
            let letter = UInt8.random(in: 97...122, using: &random)
            return [UInt8](repeating: letter, count: Int.random(in: 0...bytes, using: &random))
        }
    }

    private static func body(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }

    /// Counts what clients may have seen, and the empty frames that group commit asked for.
    private func acknowledge(_ rig: StoreRig) {
        while let last = rig.closings.first {
            history.append(Done(first: last, releaseAt: last))
            rig.closings.removeFirst()
        }
        acknowledged = history.count { $0.releaseAt <= rig.durable }
    }

    /// Gives up what lies before a durable command, as after a checkpoint.
    private func trim(_ rig: StoreRig) throws(LogStoreError) {
        let durable = history.filter { $0.releaseAt <= rig.durable && $0.first > start }
        guard let chosen = durable.randomElement(using: &random) else { return }
        start = chosen.first
        for log in UInt32(0)...2 {
            let kept = history.first { $0.first >= start && $0.pieces.contains { $0.log == log } }
            let first = kept?.pieces.first { $0.log == log }?.first ?? rig.tail(log).end
            starts[log] = first
            rig.tail(log).truncate(before: first)
        }
        rig.chunks.trim(before: start)
        try rig.journal.trim(before: start)
    }
}
