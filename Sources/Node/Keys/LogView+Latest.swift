package import Base
internal import Broker
package import LogFormat
internal import LogStore

extension LogView {
    /// How often the index is asked again when compaction was faster than the reader.
    private static let attemptsMax = 3

    private enum Look { case shown, otherKey, gone }

    /// Shows the latest message of a key, a tombstone too; false when there is none.
    ///
    /// One that is not durable yet is waited for: whatever was published before is seen. Refused with
    /// `keysLoading` while the index is being rebuilt, with `notCompacted` where there is none. `visit` runs
    /// once, with the run the message stands in and its offset.
    package func readLatest(
        of key: ByteView, visit: (MessageRun, Offset) -> Void
    ) async throws(Refused) -> Bool {
        let hash = shard.keyHasher.hash(key)
        for _ in 0..<Self.attemptsMax {
            guard let keys = keys?.index else { throw Refused(.notCompacted) }
            guard keys.isReady else { throw Refused(.keysLoading) }
            guard let latest = keys.latest(of: hash), latest.offset >= earliest else { return false }
            if visibleEnd <= latest.offset { await visible(upTo: latest.offset + 1) }
            switch try await look(at: latest.offset, for: key, visit: visit) {
            case .shown: return true
            case .gone: continue
            case .otherKey: return try await searchLatest(of: key, visit: visit)
            }
        }
        // A tombstone whose time is over: its line is gone, and the index is about to hear of it.
        return false
    }

    private func look(
        at offset: Offset, for key: ByteView, visit: (MessageRun, Offset) -> Void
    ) async throws(Refused) -> Look {
        var result = Look.gone
        var scratch = ByteBuffer()
        do throws(Refused) {
            _ = try await read(from: offset, upTo: offset + 1, bytesMax: 1) { run in
                guard let message = run.message(at: offset) else { return false }
                guard message.hasKey(key, &scratch) else {
                    result = .otherKey
                    return false
                }
                visit(run, offset)
                result = .shown
                return false
            }
        } catch {
            if case .belowRetention = error.reason { return .gone }
            throw error
        }
        return result
    }

    /// Reads the whole log for the latest message of a key whose hash another key has as well.
    private func searchLatest(
        of key: ByteView, visit: (MessageRun, Offset) -> Void
    ) async throws(Refused) -> Bool {
        var found: Offset?
        var next = earliest
        let end = visibleEnd
        var scratch = ByteBuffer()
        while next < end {
            let start = next
            next = try await read(from: start, upTo: end, bytesMax: 1 << 20) { run in
                run.forEach(from: start) { if $0.hasKey(key, &scratch) { found = $0.offset } }
                return true
            }
            if next <= start { break }
        }
        guard let found else { return false }
        return try await look(at: found, for: key, visit: visit) == .shown
    }
}

extension MessageRun.Message {
    /// Whether it has this very key.
    package func hasKey(_ wanted: ByteView, _ scratch: inout ByteBuffer) -> Bool {
        LineKey(of: suffix).map { $0.withBytes(&scratch) { $0 == wanted } } ?? false
    }
}
