import Base
import LogStore
import Synchronization
import TestSupport
import Testing

@Suite struct JournalThreadTests {
    /// A store with its threads in a directory of the machine; commands come from several threads.
    private final class Threads: Sendable {
        let frames: Mutex<FrameBuffer>
        let mark: Watermark

        init(_ end: JournalEnd, chunks: ChunkTable, handover: Handover) {
            frames = Mutex(FrameBuffer(end, epoch: 1, chunks: chunks, handover: handover))
            mark = chunks.mark
        }

        func command(_ number: UInt64) -> JournalSequence {
            frames.withLock { frames in
                frames.begin(now: Instant(milliseconds: 1))
                var bytes = ByteBuffer()
                bytes.append(littleEndian: number)
                frames.append(event: bytes.bytes)
                return frames.end().releaseAt
            }
        }

        func close() {
            frames.withLock { frames in _ = frames.appendClosing(now: Instant(milliseconds: 1)) }
        }
    }

    @Test func `commands of several threads become durable and survive`() async throws {
        let directory = try TemporaryDirectory()
        let chunks = ChunkTable(mark: Watermark())
        let end = try Recovery(directory.path, shard: 0, fileSystem: RealFileSystem(), chunks: chunks)
            .run(fresh: 7) { _ in }
        var settings = FileJournalSettings()
        settings.fileBytes = 2 << 20
        let room = DiskRoom(
            directory.path, fileSystem: RealFileSystem(), bytesMax: nil, reserveBytes: 0)
        let journal = try FileJournal(end, in: directory.path, room: room, settings: settings)
        let handover = Handover()
        let threads = Threads(end, chunks: chunks, handover: handover)
        let commit = GroupCommit(
            journal: journal, chunks: chunks, handover: handover, onAdvance: { _ in },
            requestClosing: { threads.close() })
        let thread = JournalThread(commit)
        thread.start { error in Issue.record("\(error)") }
        let preparer = PreparerThread(journal)
        preparer.start { error in Issue.record("\(error)") }
        await withTaskGroup(of: Void.self) { group in
            for number in UInt64(0)..<4 {
                group.addTask { for index in UInt64(0)..<250 { _ = threads.command(number * 1000 + index) } }
            }
        }
        thread.stop()
        preparer.stop()
        #expect(threads.mark.current == JournalSequence(1001))

        var found: [UInt64] = []
        let again = ChunkTable(mark: Watermark())
        let recovered = try Recovery(directory.path, shard: 0, fileSystem: RealFileSystem(), chunks: again)
            .run(fresh: 8) { frame in
                if !frame.events.isEmpty { found.append(frame.events.load(0, as: UInt64.self)) }
            }
        #expect(recovered.journal == 7)
        #expect(found.count == 1000)
        #expect(Set(found).count == 1000)
        for number in UInt64(0)..<4 {
            let own = found.filter { $0 / 1000 == number }
            #expect(own == own.sorted())
        }
    }
}
