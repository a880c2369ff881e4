import Base
import Broker
import LogStore
import Logging
import Node
package import TestSupport

/// A whole node on one thread, over a simulated disk, clock and scheduler, in several lives.
///
/// Loops, timers, workers, the journal thread, the preparer and random clients take turns as the seed has it;
/// lives end at any operation of the disk. After each, what the node recovered is compared with what its
/// clients were told. The same seed gives the same trace.
package final class NodeSimulation: @unchecked Sendable {
    /// How a run went.
    package struct Outcome {
        package let seed: Seed
        /// A number made of everything that happened.
        package let hash: UInt64
        /// What happened, when asked for.
        package let lines: [String]
        /// What was wrong, if anything.
        package let failure: String?
        /// How often each thing was done.
        package let tally: Tally
    }

    let seed: Seed
    var random: SplitMix64
    var plan: SimulationPlan
    var trace: Trace
    let disk: SimulatedFileSystem
    let files: InterleavedFileSystem
    var life: Life
    var oracle = Oracle()
    var failure: String?
    var tally = Tally()
    /// Everything up to here may have been seen by somebody, so it must be found.
    var mustHave = JournalSequence.none
    /// Nothing beyond this was ever decided.
    var mayHave = JournalSequence.none
    /// The broker's state when the last life ended.
    var traceAtEnd: [UInt8] = []
    /// Leases that consumers hold, or held once.
    var leases: [HeldLease] = []
    /// The same of the queue with priorities.
    var rankedLeases: [SettleItem] = []
    /// Processes that read for groups, whichever life the server is in.
    var readers = NodeSimulation.readers
    /// Up to where members of a group worked through each log.
    var frontiers: [EntityID: [LogID: Offset]] = [:]
    var lineNumber = 0
    /// The latest publishes that say what they are recognised by, carried out or not.
    var sent: [SentPublish] = []
    var sentNumber: UInt64 = 0
    private var wall = Instant(milliseconds: 1_800_000_000_000)

    /// `large` overrides what the seed says of sizes; a disk that is `lying` only says that it syncs.
    package init(_ seed: Seed, keepsLines: Bool = false, large: Bool? = nil, lying: Bool = false) {
        self.seed = seed
        random = SplitMix64(seed: seed.value)
        plan = SimulationPlan(&random, large: large)
        trace = Trace(keepsLines: keepsLines)
        disk = SimulatedFileSystem(seed: seed.value &* 31)
        files = InterleavedFileSystem(disk)
        life = Life(scheduler: SteppedScheduler(loops: 1, wall: wall, monotonic: 0))
        files.isLying = lying
        files.gap = { [unowned self] in gap() }
        _ = oracle.note(.none, durable: .none)
    }

    /// Runs all lives and says how it went.
    package func run() -> Outcome {
        trace.note("\(seed) lives \(plan.lives) steps \(plan.stepsPerLife) large \(plan.isLarge)")
        for number in 0..<plan.lives where failure == nil {
            trace.note("life \(number)")
            live()
        }
        finish()
        return outcome
    }

    /// One life that ends at the disk operation with this number, then a look at what is left.
    ///
    /// The power goes then; or, with `isKilled`, the process, and the power after the next start.
    package func run(crashAfter operations: Int, steps: Int, isKilled: Bool = false) -> Outcome {
        disk.crash(after: operations)
        begin()
        for _ in 0..<steps where failure == nil && !disk.isDead { step() }
        quiesce()
        die()
        if isKilled {
            disk.killProcess()
            begin()
            die()
        }
        disk.losePower()
        finish()
        return outcome
    }

    /// How many operations of the disk a life of so many steps takes.
    package func operations(steps: Int) -> Int {
        begin()
        for _ in 0..<steps where failure == nil { step() }
        quiesce()
        die()
        return disk.operations
    }

    private var outcome: Outcome {
        files.gap = {}
        return Outcome(
            seed: seed, hash: trace.hash ^ disk.trace, lines: trace.lines, failure: failure, tally: tally)
    }

    // MARK: lives

    private func live() {
        if chance(2) { disk.crash(after: number(1...400)) }
        begin()
        if failure != nil { return }
        if chance(6) { disk.failSync(after: number(1...120)) }
        let isClean = chance(4)
        for _ in 0..<plan.stepsPerLife where isGoingOn { step() }
        if isGoingOn, chance(2) || isClean { quiesce() }
        if isGoingOn, isClean { stopCleanly() }
        die()
        if chance(2) {
            trace.note("process killed")
            disk.killProcess()
        } else {
            trace.note("power lost")
            disk.losePower()
        }
    }

    /// Whether the process still runs and nothing was found wrong.
    var isGoingOn: Bool { failure == nil && !disk.isDead && !life.isDead && !life.hasEnded }

    /// Starts the process, again and again as long as the machine dies under it; compares what it finds.
    private func begin() {
        while failure == nil {
            let scheduler = SteppedScheduler(
                loops: plan.loops, wall: wall, monotonic: UInt64(number(0...1_000_000_000)))
            life = Life(scheduler: scheduler)
            do throws(LogStoreError) {
                var random = SplitMix64(seed: self.random.next())
                life.opened = try Node.open(
                    NodeStore(directory: "data", fileSystem: files), settings: plan.settings,
                    scheduler: scheduler, random: &random, log: Self.silence
                ) { [weak life] loop in life?.release(loop) }
                tally.recoveries += 1
                compareRecovered()
                verifyFiles()
                return
            } catch {
                trace.note("start failed: \(error)")
                guard disk.isDead else { return fail("the start failed: \(error)") }
                die()
                disk.losePower()
            }
        }
    }

    /// Ends the process wherever it is.
    func die() {
        if life.isDead { return }
        if let node = life.opened?.node {
            let gate = node.gateNow()
            // A command half of whose frames are on the disk may be cut.
            mustHave = max(mustHave, oracle.lastKnown(upTo: gate.mark.current))
            mayHave = max(mayHave, gate.sequence)
            traceAtEnd = brokerTrace(node)
            tally.note(node)
        }
        life.isDead = true
        life.scheduler.die()
        life.opened?.node.end()
        for _ in 0..<100_000 {
            var isBusy = life.scheduler.stepWorker(0)
            for loop in 0..<life.scheduler.loopCount where life.scheduler.stepLoop(loop) { isBusy = true }
            if !isBusy { break }
        }
        wall = life.scheduler.wallClock()
        if life.tasksRunning > 0 { fail("clients wait for a dead node: \(life.tasks.values.sorted())") }
        life.letGo()
        trace.note("ended: must have \(mustHave.rawValue), may have \(mayHave.rawValue), disk \(disk.trace)")
    }

    /// Starts a last time, gets everything out of the node, and stops cleanly.
    private func finish() {
        guard failure == nil else { return die() }
        trace.note("the last life")
        disk.setCapacity(.max)
        begin()
        quiesce()
        if isGoingOn { drainQueues() }
        if isGoingOn, let node = life.opened?.node { drainSide(node) }
        quiesce()
        if isGoingOn { stopCleanly() }
        die()
        disk.losePower()
        begin()
        die()
    }

    // MARK: bits

    static let silence = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    /// Notes the first thing that is wrong.
    func fail(_ text: String) {
        guard failure == nil else { return }
        failure = text
        trace.note("WRONG: \(text)")
    }

    func check(_ wrong: String?) { if let wrong { fail(wrong) } }

    /// True once in `times`.
    func chance(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &random) == 0 }

    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    func brokerTrace(_ node: Node) -> [UInt8] {
        var text = ByteBuffer()
        node.writeTrace(into: &text)
        // The first line counts the starts.
        let start = (text.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        return text.bytes.dropping(start).array
    }
}
