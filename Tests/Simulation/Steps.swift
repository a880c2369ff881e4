import Base
import LogStore
import Node
import TestSupport

extension NodeSimulation {
    /// Does one thing, whichever the seed wants.
    func step() {
        guard let opened = life.opened else { return }
        tally.steps += 1
        switch number(0...99) {
        case 0..<38: act(opened.node)
        case 38..<54: _ = stepLoop(number(0...(life.scheduler.loopCount - 1)), opened.node)
        case 54..<64: stepCommit(opened)
        case 64..<68: stepPreparer(opened)
        case 68..<84: stepHousekeeping(opened, times: chance(2) ? number(1...80) : 1)
        case 84..<88: if life.scheduler.stepWorker(random.next()) { tally.coldReads += 1 }
        case 88..<97: passTime()
        case 97: jumpWall()
        default: changeDisk()
        }
        afterStep(opened.node)
    }

    /// What happens while the journal thread, or housekeeping, waits for the disk.
    func gap() {
        guard life.isCommitting || life.isHousekeeping, !life.isInGap, let opened = life.opened else {
            return
        }
        // Work on the disk has many gaps; most of them are short.
        if life.isHousekeeping, !life.isCommitting, !chance(4) { return }
        life.isInGap = true
        for _ in 0..<number(0...2) where isGoingOn {
            trace.note("meanwhile")
            switch number(0...9) {
            case 0..<5 where !life.isResting: act(opened.node)
            case 5 where !life.isCommitting: stepCommit(opened)
            case 6 where !life.isHousekeeping: stepHousekeeping(opened, times: number(1...4))
            case 0..<9: _ = stepLoop(number(0...(life.scheduler.loopCount - 1)), opened.node)
            default: if life.scheduler.stepWorker(random.next()) { tally.coldReads += 1 }
            }
            afterStep(opened.node)
        }
        life.isInGap = false
    }

    private func afterStep(_ node: Node) {
        observeTickets(node)
        let now = node.now()
        if now < life.lastNow { fail("the clock went back to \(now.milliseconds)") }
        life.lastNow = now
        if let frozen = life.frozenAt, node.gateNow().mark.current > frozen {
            fail("something became durable after the journal had failed")
        }
    }

    /// Runs one job of a loop; false when there is none.
    private func stepLoop(_ loop: Int, _ node: Node) -> Bool {
        let isBusy = life.scheduler.stepLoop(loop)
        observeTickets(node)
        return isBusy
    }

    // MARK: the threads of the store

    /// One step of the journal thread; nil when it failed.
    @discardableResult
    func stepCommit(_ opened: OpenedNode) -> GroupCommit.Step? {
        life.isCommitting = true
        defer { life.isCommitting = false }
        let wasFrozen = life.frozenAt != nil
        do throws(LogStoreError) {
            let step = try opened.commit.runOnce(now: life.scheduler.monotonicNanoseconds())
            trace.note("commit \(step), durable \(opened.node.gateNow().mark.current.rawValue)")
            if wasFrozen, step == .wrote { fail("the journal went on after it had failed") }
            return step
        } catch {
            storeFailed(error, opened)
            return nil
        }
    }

    @discardableResult
    func stepPreparer(_ opened: OpenedNode) -> PreparerStep? {
        do throws(LogStoreError) {
            let step = try opened.journal.prepare(isBusy: chance(3))
            trace.note("prepare \(step)")
            return step
        } catch {
            storeFailed(error, opened)
            return nil
        }
    }

    /// Steps of housekeeping, with a turn of the loop that it waits for; false when there was nothing to do.
    @discardableResult
    func stepHousekeeping(_ opened: OpenedNode, times: Int) -> Bool {
        life.isHousekeeping = true
        defer { life.isHousekeeping = false }
        var isBusy = false
        for _ in 0..<times where isGoingOn {
            let step = opened.housekeeping.step()
            tally.housekeeping += 1
            switch step {
            case .worked: isBusy = true
            case .waiting:
                // It waits for the loop that has its question, or for the journal.
                if times == 1 { return isBusy }
                if stepLoop(0, opened.node) { continue }
                if life.isCommitting || stepCommit(opened) != .wrote { return isBusy }
            case .idle: return isBusy
            case .failed(let error): housekeepingFailed(error)
            case .ended(let error):
                trace.note("housekeeping ended: \(error)")
                life.hasEnded = true
                if !disk.isDead, life.frozenAt == nil, !error.isOfDisk {
                    fail("housekeeping ended: \(error)")
                }
            }
        }
        return isBusy
    }

    private func housekeepingFailed(_ error: LogStoreError) {
        trace.note("housekeeping failed: \(error)")
        tally.jobsFailed += 1
        if disk.isDead || life.frozenAt != nil { return }
        if case .full = error { return }
        fail("a job of housekeeping failed: \(error)")
    }

    private func storeFailed(_ error: LogStoreError, _ opened: OpenedNode) {
        trace.note("store failed: \(error)")
        switch error {
        case .refused, .frozen: break
        default: return fail("the store failed: \(error)")
        }
        if disk.isDead { return }
        if case .refused(let operation, _, _) = error, "\(operation)" != "fdatasync" {
            return fail("the disk works, but: \(error)")
        }
        if life.frozenAt == nil {
            tally.failedSyncs += 1
            life.frozenAt = opened.node.gateNow().mark.current
        }
    }

    // MARK: the machine

    private func passTime() {
        let nanoseconds: Int
        switch number(0...19) {
        case 0..<12: nanoseconds = number(0...3_000_000)
        case 12..<17: nanoseconds = number(1_000_000...200_000_000)
        case 17..<19: nanoseconds = number(1_000_000_000...5_000_000_000)
        default: nanoseconds = number(5_000_000_000...90_000_000_000)
        }
        trace.note("pass \(nanoseconds) ns")
        life.scheduler.pass(nanoseconds: UInt64(nanoseconds))
    }

    private func jumpWall() {
        let jump = Interval(milliseconds: Int64(number(-100_000...100_000)))
        trace.note("wall jumps \(jump.milliseconds) ms")
        life.scheduler.jumpWall(by: jump)
    }

    private func changeDisk() {
        if chance(2) {
            let room = disk.bytesUsed + number(0...(2 * plan.settings.journalFileBytes))
            trace.note("disk holds \(room) bytes")
            disk.setCapacity(room)
        } else {
            disk.setCapacity(.max)
        }
    }

    // MARK: rest

    /// Lets everything that is on its way come to its end; then nobody may wait in vain.
    func quiesce() {
        disk.setCapacity(.max)
        life.isResting = true
        defer { life.isResting = false }
        // Publishers may wait 5 s for room in a full journal, 10 ms at a time: 500 pauses, each of which takes
        // two turns of a loop for every one of dozens of them.
        for _ in 0..<100_000 where isGoingOn && life.frozenAt == nil {
            guard let opened = life.opened else { return }
            if !stepAll(opened) {
                // What lingers is due after the flush interval.
                guard life.tasksRunning > 0 || opened.node.gateNow().isOpen == false else { break }
                life.scheduler.pass(nanoseconds: 11_000_000)
            }
        }
        guard isGoingOn, life.frozenAt == nil, let node = life.opened?.node else { return }
        if !node.gateNow().isOpen { fail("it never comes to rest") }
        trace.note("at rest")
        compareAtRest(node)
    }

    /// Steps every thread once; false when all rest.
    private func stepAll(_ opened: OpenedNode) -> Bool {
        var isBusy = life.scheduler.stepWorker(0)
        for loop in 0..<life.scheduler.loopCount where stepLoop(loop, opened.node) { isBusy = true }
        if stepHousekeeping(opened, times: 1) { isBusy = true }
        if let step = stepCommit(opened), step == .wrote || step == .asked { isBusy = true }
        if let step = stepPreparer(opened), step == .worked { isBusy = true }
        afterStep(opened.node)
        return isBusy
    }

    /// Stops as the server does: all that is applied is written, then an empty frame.
    func stopCleanly() {
        guard let opened = life.opened else { return }
        trace.note("stopping")
        opened.commit.handover.stop()
        for _ in 0..<1_000 where isGoingOn && life.frozenAt == nil {
            stepPreparer(opened)
            if stepCommit(opened) == .stopped { break }
        }
        guard isGoingOn, life.frozenAt == nil else { return }
        if !opened.node.gateNow().isOpen { fail("something was not written at a clean stop") }
    }
}

extension LogStoreError {
    /// Whether a sync failed, so that nobody knows what is on the disk.
    fileprivate var isOfDisk: Bool {
        if case .refused(let operation, _, _) = self { "\(operation)" == "fdatasync" } else { false }
    }
}
