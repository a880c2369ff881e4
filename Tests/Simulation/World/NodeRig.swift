import Base
package import LogStore
import Logging
package import Node
package import TestSupport

/// A node over a simulated disk whose threads turn when a test says so.
package final class NodeRig: @unchecked Sendable {
    package let disk: SimulatedFileSystem
    package let settings: NodeSettings
    package private(set) var scheduler: SteppedScheduler
    package private(set) var opened: OpenedNode
    /// How often each loop was told to let answers leave.
    package private(set) var releases: [Int]
    private var wall = Instant(milliseconds: 1_800_000_000_000)

    package init(
        _ settings: NodeSettings = NodeSettings(isDevelopment: true), loops: Int = 1,
        disk: SimulatedFileSystem = SimulatedFileSystem()
    ) throws {
        self.disk = disk
        self.settings = settings
        scheduler = SteppedScheduler(loops: loops, wall: wall, monotonic: 1_000_000_000)
        releases = Array(repeating: 0, count: loops)
        let told = Told()
        opened = try Self.open(settings, disk, scheduler, told)
        told.tell = { [unowned self] in releases[$0] += 1 }
    }

    deinit { opened.node.end() }

    package var node: Node { opened.node }

    /// The namespace that is always there.
    package var namespace: Namespace { node.namespaces()[0] }

    private final class Told: @unchecked Sendable { var tell: (Int) -> Void = { _ in } }

    private static func open(
        _ settings: NodeSettings, _ disk: SimulatedFileSystem, _ scheduler: SteppedScheduler, _ told: Told
    ) throws -> OpenedNode {
        var random = SplitMix64(seed: 7)
        return try Node.open(
            NodeStore(directory: "data", fileSystem: disk), settings: settings, scheduler: scheduler,
            random: &random, log: NodeSimulation.silence
        ) { told.tell($0) }
    }

    // MARK: turning

    /// Runs what waits on loops and workers, until nothing does.
    package func turn() {
        var isBusy = true
        while isBusy {
            isBusy = scheduler.stepWorker(0)
            for loop in 0..<scheduler.loopCount where scheduler.stepLoop(loop) { isBusy = true }
        }
    }

    /// Makes everything applied so far durable; wakes wait for a `turn`.
    package func commit() throws {
        while !node.gateNow().isOpen {
            switch try opened.commit.runOnce(now: scheduler.monotonicNanoseconds()) {
            case .lingering: scheduler.pass(nanoseconds: 10_000_000)
            case .full: return
            default: break
            }
        }
    }

    /// Has the preparer do all it can.
    package func prepare() throws -> PreparerStep {
        while true {
            let step = try opened.journal.prepare(isBusy: false)
            if step != .worked { return step }
        }
    }

    /// Makes everything durable and lets everybody hear of it.
    package func settle() throws {
        turn()
        try commit()
        turn()
    }

    /// Starts a task on a loop.
    package func start(on loop: Int = 0, _ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: SteppedExecutor(scheduler, loop: loop)) { await body() }
    }

    /// What a call comes to that needs no more than loops and workers.
    package func result<Value: Sendable>(
        of body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let slot = Slot<Value>()
        start {
            do { slot.value = .success(try await body()) } catch { slot.value = .failure(error) }
        }
        turn()
        guard let value = slot.value else { throw Unfinished() }
        return try value.get()
    }

    private final class Slot<Value>: @unchecked Sendable { var value: Result<Value, any Error>? }

    /// A call that still waits.
    package struct Unfinished: Error {}

    /// Kills the process or cuts the power, and starts again.
    package func restart(losingPower: Bool = false) throws {
        wall = scheduler.wallClock()
        scheduler.die()
        opened.node.end()
        turn()
        if losingPower { disk.losePower() } else { disk.killProcess() }
        scheduler = SteppedScheduler(loops: scheduler.loopCount, wall: wall, monotonic: 1)
        let told = Told()
        opened = try Self.open(settings, disk, scheduler, told)
        told.tell = { [unowned self] in releases[$0] += 1 }
    }
}
