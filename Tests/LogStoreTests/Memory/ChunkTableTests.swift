import Base
import LogStore
import TestSupport
import Testing

@Suite struct ChunkTableTests {
    private let block = [UInt8](repeating: 1, count: 1000)

    @Test func `memory stays bounded over a long run`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        var most = 0
        for _ in 0..<2000 {
            rig.command(block)
            try rig.step()
            most = max(most, rig.chunks.residentBytes)
        }
        #expect(most == 4 * 4096)
    }

    @Test func `what is not durable stays in memory`() throws {
        let journal = DelayingJournal()
        let rig = StoreRig(memory: journal)
        for _ in 0..<100 {
            rig.command(block)
            try rig.step()
        }
        #expect(rig.chunks.residentBytes >= 100 * 1000)
        while journal.deliver() {}
        rig.command(block)
        for _ in 0..<4 { rig.command(block) }
        #expect(rig.chunks.residentBytes <= 4 * 4096)
    }

    @Test func `a trimmed chunk cannot be loaded`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for _ in 0..<100 {
            rig.command(block)
            try rig.step()
        }
        #expect(try rig.chunks.load(0).sealedLength == 3 * 1056)
        rig.chunks.trim(before: JournalSequence(50))
        #expect(throws: LogStoreError.self) { try rig.chunks.load(0) }
        #expect(try rig.chunks.load(20).number == 20)
    }
}
