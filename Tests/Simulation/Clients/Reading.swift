import Base
import Broker
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    func read(_ node: Node) {
        guard let log = log(node) else { return }
        let from = Offset(UInt64(number(0...(Int(log.visibleEnd.rawValue) + 1))))
        let bytesMax = chance(3) ? .max : number(1...(plan.lineBytesMax * 10))
        let life = life
        start("read of log \(log.id.rawValue)") { [self] in
            await read(log, from: from, bytesMax: bytesMax, in: life)
        }
    }

    /// Reads, and compares every byte with what was published.
    func read(_ log: LogView, from: Offset, bytesMax: Int, in life: Life) async {
        let limit = log.visibleEnd
        var next = from
        var bytes = 0
        do throws(Refused) {
            let end = try await log.read(from: from, bytesMax: bytesMax) { run in
                if life.isDead { return false }
                compare(run, of: log, next: &next, isFirst: next == from)
                bytes += run.byteCount
                return failure == nil
            }
            if life.isDead || failure != nil { return }
            trace.note("read \(from.rawValue)..<\(end.rawValue) of log \(log.id.rawValue), \(bytes) bytes")
            checkNothing(of: log, from: next, upTo: end)
            if end < next { fail("a read says that it ended at \(end.rawValue), before \(next.rawValue)") }
            if bytes < bytesMax, end < limit {
                fail("a read ended at \(end.rawValue) before \(limit.rawValue)")
            }
        } catch {
            if life.isDead || disk.isDead { return }
            if log.isClosed, error.reason == .stale {
                return trace.note("log \(log.id.rawValue) is gone")
            }
            if case .belowRetention(let earliest) = error.reason, earliest > from,
                !isKept(from, of: log)
            {
                return trace.note(
                    "read \(from.rawValue) of log \(log.id.rawValue) is below \(earliest.rawValue)")
            }
            fail("a read of log \(log.id.rawValue) was refused: \(error.reason)")
        }
    }

    private func compare(_ run: MessageRun, of log: LogView, next: inout Offset, isFirst: Bool) {
        defer { next = run.end }
        guard let known = oracle.state.log(log.id) else { return }
        let name = "log \(log.id.rawValue)"
        if run.log != log.id || run.partition.map({ Int($0) }) != log.partition {
            return fail("\(name): a run of another log")
        }
        if run.end <= next || (!isFirst && run.first < next) {
            return fail("\(name): \(run.first.rawValue)..<\(run.end.rawValue) at \(next.rawValue)")
        }
        guard run.end.rawValue <= UInt64(known.lines.count) else {
            return fail("\(name): message \(run.end.rawValue - 1) was never published")
        }
        let durable = life.opened?.node.gateNow().mark.current ?? .none
        // A message may be left out when nobody may want it any more.
        var expected = isFirst ? max(next, run.first) : run.first
        if run.first > next { checkNothing(of: log, from: next, upTo: run.first) }
        run.forEach { message in
            if failure != nil { return }
            let offset = message.offset
            let line = known.lines[Int(offset.rawValue)]
            tally.read += 1
            if offset < run.first || offset >= run.end || (offset < expected && !isFirst) {
                return fail("\(name): message \(offset.rawValue) is out of place")
            }
            if offset > expected { checkNothing(of: log, from: expected, upTo: offset) }
            expected = max(expected, offset + 1)
            guard line.bytes.withByteView({ $0 == message.suffix }) else {
                return fail("\(name): message \(offset.rawValue) is not what was published")
            }
            if line.timestamp != message.timestamp {
                return fail("\(name): message \(offset.rawValue) has another time")
            }
            if line.sequence > durable {
                return fail("\(name): message \(offset.rawValue) was seen too early")
            }
        }
        if failure == nil { checkNothing(of: log, from: expected, upTo: run.end) }
    }

    /// Whether a reader must be shown a message.
    func isKept(_ offset: Offset, of log: LogView) -> Bool {
        oracle.state.isKept(offset, of: log.id, now: life.opened?.node.now() ?? life.lastNow)
    }

    /// Looks for the latest message of a key.
    func readLatest(_ node: Node) {
        let compacted = worlds(node).flatMap { $0.topics() }.filter(\.isCompacted)
        guard let topic = pick(compacted), let log = pick(topic.logs) else { return }
        let key = number(0...8)
        let known = oracle.state.log(log.id)?.latest[key].map { Offset(UInt64($0)) }
        let wanted = known.flatMap { isKept($0, of: log) ? $0 : nil }
        let life = life
        start("latest k\(key) of log \(log.id.rawValue)") { [self] in
            var found: Offset?
            do throws(Refused) {
                let name = LineBlock([Array("k\(key)".utf8)])
                let isThere = try await log.readLatest(of: name.bytes) { _, offset in found = offset }
                withExtendedLifetime(name) {}
                if life.isDead { return }
                trace.note("latest k\(key) of log \(log.id.rawValue) is \(found?.rawValue ?? 0) \(isThere)")
                guard oracle.state.log(log.id) != nil else { return }
                if let wanted, (found ?? .zero) < wanted || !isThere, isKept(wanted, of: log) {
                    return fail("log \(log.id.rawValue): the latest of k\(key) is not \(wanted.rawValue)")
                }
                if let found, oracle.state.log(log.id)?.lines[Int(found.rawValue)].key?.number != key {
                    fail("log \(log.id.rawValue): \(found.rawValue) is not of k\(key)")
                }
            } catch {
                if life.isDead || disk.isDead { return }
                switch error.reason {
                case .keysLoading, .notCompacted: trace.note("latest: \(error.reason)")
                case .stale where log.isClosed: break
                default: fail("the latest of k\(key) was refused: \(error.reason)")
                }
            }
        }
    }

    /// Fails when a message that was passed over had to be shown.
    func checkNothing(of log: LogView, from: Offset, upTo end: Offset) {
        guard failure == nil, oracle.state.log(log.id) != nil, from < end else { return }
        for offset in from.rawValue..<end.rawValue where isKept(Offset(offset), of: log) {
            return fail("log \(log.id.rawValue): message \(offset) is missing")
        }
    }

    /// Looks for the first message of a time.
    func search(_ node: Node) {
        guard let log = log(node), let known = oracle.state.log(log.id) else { return }
        let time =
            pick(known.lines).map { $0.timestamp + Interval(milliseconds: Int64(number(-1...1))) }
            ?? node.now()
        let visible = log.visibleEnd
        let life = life
        start("search in log \(log.id.rawValue)") { [self] in
            do throws(Refused) {
                let found = Int(try await log.offset(at: time).rawValue)
                guard !life.isDead, let known = oracle.state.log(log.id) else { return }
                trace.note("search \(time.milliseconds) in log \(log.id.rawValue) finds \(found)")
                let isEarly =
                    found < visible.rawValue && known.lines[found].timestamp < time
                    && isKept(Offset(UInt64(found)), of: log)
                let passed = known.lines.prefix(found).indices.contains {
                    known.lines[$0].timestamp >= time && isKept(Offset(UInt64($0)), of: log)
                }
                if isEarly || passed {
                    fail("log \(log.id.rawValue): \(found) is not the first of \(time.milliseconds)")
                }
            } catch {
                if life.isDead || disk.isDead { return }
                if log.isClosed, error.reason == .stale { return }
                fail("a search in log \(log.id.rawValue) was refused: \(error.reason)")
            }
        }
    }

    /// Waits for a log to grow, or gives a wait up.
    func watch(_ node: Node) {
        if chance(5), let index = life.watches.indices.randomElement(using: &random) {
            let watch = life.watches[index]
            let wasWaiting = watch.log.unwatch(watch.token)
            trace.note("unwatch \(wasWaiting)")
            if wasWaiting, watch.isDone { fail("a watch waits on after its wake") }
            // Otherwise its wake is on the way.
            if wasWaiting { life.watches[index].isDone = true }
            return
        }
        guard let log = log(node) else { return }
        let end = Int(log.visibleEnd.rawValue)
        let from = Offset(UInt64(max(0, end + number(-1...3))))
        let index = life.watches.count
        let life = life
        let loop = number(0...(life.scheduler.loopCount - 1))
        let token = log.watch(from: from, loop: loop) { [self] in
            if life.isDead { return }
            trace.note("wake of watch \(index)")
            tally.wakes += 1
            if life.watches[index].isDone { fail("watch \(index) was woken twice, or after its end") }
            if log.visibleEnd <= from, !log.isClosed { fail("watch \(index) was woken for nothing") }
            life.watches[index].isDone = true
        }
        trace.note("watch \(index) of log \(log.id.rawValue) from \(from.rawValue)")
        life.watches.append(Life.Watch(log: log, from: from, token: token))
    }
}
