import Base
import LogStore
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    @Test func `all that is closed becomes durable with one sync`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for _ in 0..<5 { rig.command([1, 2, 3]) }
        #expect(rig.durable == .none)
        #expect(try rig.step() == .wrote)
        #expect(rig.durable == JournalSequence(5))
        #expect(rig.advances == [JournalSequence(5)])
    }

    @Test func `nothing is durable before the journal says so`() throws {
        let journal = DelayingJournal()
        let rig = StoreRig(memory: journal)
        rig.command([1])
        try rig.step()
        rig.command([2])
        try rig.step()
        #expect(rig.durable == .none)
        #expect(journal.deliver())
        #expect(rig.durable == JournalSequence(1))
        #expect(journal.deliver())
        #expect(rig.durable == JournalSequence(2))
        #expect(!journal.deliver())
    }

    @Test func `a group that nobody waits for lingers, until somebody does`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.command([1], flush: false)
        let until = rig.clock + 10_000_000
        #expect(try rig.step() == .lingering(until: until))
        rig.clock += 5_000_000
        rig.command([2], flush: false)
        #expect(try rig.step() == .lingering(until: until))
        rig.command([3], flush: true)
        #expect(try rig.step() == .wrote)
        #expect(rig.durable == JournalSequence(3))
    }

    @Test func `a lingering group is written when its time is up`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.command([1], flush: false)
        _ = try rig.step()
        rig.clock += 10_000_000
        #expect(try rig.step() == .wrote)
        rig.command([2], flush: false)
        #expect(try rig.step() == .lingering(until: rig.clock + 10_000_000))
    }

    @Test func `an idle journal gets one empty frame, a second after the last`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        #expect(try rig.step() == .idle(until: nil))
        rig.command([1])
        try rig.step()
        #expect(try rig.step() == .idle(until: rig.clock + 1_000_000_000))
        rig.clock += 1_000_000_000
        #expect(try rig.step() == .asked)
        #expect(try rig.step() == .wrote)
        #expect(rig.closings == [JournalSequence(2)])
        rig.clock += 5_000_000_000
        #expect(try rig.step() == .idle(until: nil))
    }

    @Test func `stopping writes everything and ends with an empty frame`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        rig.command([1], flush: false)
        rig.handover.stop()
        #expect(try rig.step() == .wrote)
        #expect(try rig.step() == .asked)
        #expect(try rig.step() == .wrote)
        #expect(try rig.step() == .stopped)
        #expect(rig.durable == JournalSequence(2))
    }

    @Test func `a full journal keeps frames waiting, and takes them when there is room`() throws {
        let journal = DelayingJournal(isPrompt: true)
        let rig = StoreRig(memory: journal)
        journal.setCapacity(100)
        rig.command([1])
        try rig.step()
        rig.command([2])
        #expect(try rig.step() == .full)
        #expect(try rig.step() == .full)
        #expect(rig.frames.waitingBytes == 64)
        journal.setCapacity(1000)
        #expect(try rig.step() == .wrote)
        #expect(rig.durable == JournalSequence(2))
    }

    @Test func `of a group that does not fit the first part is taken`() throws {
        let journal = DelayingJournal(isPrompt: true)
        let rig = StoreRig(memory: journal)
        journal.setCapacity(4096)
        for _ in 0..<8 { rig.command([UInt8](repeating: 1, count: 1000)) }
        #expect(try rig.step() == .wrote)
        #expect(rig.durable == JournalSequence(3))
        journal.setCapacity(.max)
        #expect(try rig.step() == .wrote)
        #expect(rig.durable == JournalSequence(8))
    }

    @Test func `a large backlog is written in groups`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for _ in 0..<60 { rig.command([UInt8](repeating: 1, count: 1000)) }
        #expect(try rig.step() == .wrote)
        #expect(rig.durable < JournalSequence(30))
        try rig.drain()
        #expect(rig.durable == JournalSequence(60))
    }

    @Test func `a failed sync ends the journal`() throws {
        let journal = DelayingJournal(isPrompt: true)
        let rig = StoreRig(memory: journal)
        journal.failNextSync()
        rig.command([1])
        #expect(throws: LogStoreError.self) { try rig.step() }
        rig.command([2])
        #expect(throws: LogStoreError.self) { try rig.step() }
        #expect(rig.durable == .none)
    }
}
