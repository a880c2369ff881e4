package import Base
package import LogFormat

extension Tail {
    /// Visits, in order, the `appended` events that hold messages in `from ..< end`, as this log sees them.
    ///
    /// `end` may not be beyond `visibleEnd`. A view is valid during its visit only; the first may begin
    /// before `from`. Ends when `visit` returns false or once bodies of `bytesMax` bytes were visited.
    package func read(
        from: Offset, upTo end: Offset, bytesMax: Int, loaded: LoadedChunks = .none,
        visit: (AppendedView) -> Bool
    ) throws(LogStoreError) -> TailRead {
        var next = from
        var budget = bytesMax
        while next < end, budget > 0, let entry = entry(holding: next) {
            let number = entry.start.chunk
            guard let chunk = loaded.chunk(number) ?? chunks.chunk(number) else {
                return .cold(next: next, ColdStretch(held: [], wanted: number))
            }
            var walk = FrameWalk(chunk: chunk, position: Int(entry.start.position), last: Int(entry.last))
            let before = next
            while next < end, budget > 0, let event = try walk.nextAppended(of: self) {
                guard event.end > next else { continue }
                var isGoingOn = true
                if event.goesOn {
                    switch try complete(event, behind: walk, loaded: loaded) {
                    case .cold(let stretch): return .cold(next: next, stretch)
                    case .whole(let line):
                        budget -= line.count
                        isGoingOn = visit(event.completed(with: line.bytes))
                    }
                } else {
                    budget -= event.body.count
                    isGoingOn = visit(event)
                }
                next = event.end
                if !isGoingOn { return .done(next: next) }
            }
            if next == before { throw damage(at: entry.start, "messages are missing") }
        }
        return next < start ? .forgotten(next: next) : .done(next: next)
    }

    /// The first visible message that was appended at `time` or later, or `visibleEnd` when there is none.
    package func offset(at time: Instant, loaded: LoadedChunks = .none) throws(LogStoreError) -> TailSearch {
        let visible = visibleEnd
        let (entry, behind) = entry(before: time)
        guard let entry, entry.first < visible else { return .found(max(earliest, min(behind, visible))) }
        let number = entry.start.chunk
        guard let chunk = loaded.chunk(number) ?? chunks.chunk(number) else {
            return .cold(ColdStretch(held: [], wanted: number))
        }
        var walk = FrameWalk(chunk: chunk, position: Int(entry.start.position), last: Int(entry.last))
        var next = entry.first
        while next < min(behind, visible), let event = try walk.nextAppended(of: self) {
            guard event.first >= entry.first else { continue }
            if event.timestamp >= time { return .found(max(earliest, event.first)) }
            next = event.end
        }
        return .found(max(earliest, min(next, visible)))
    }

    // MARK: lines over several frames

    private enum Completion: ~Copyable {
        case whole(ByteBuffer)
        case cold(ColdStretch)
    }

    /// Puts a line together whose first piece is `event`, the last of its frame.
    private func complete(
        _ event: AppendedView, behind walk: FrameWalk, loaded: LoadedChunks
    ) throws(LogStoreError) -> Completion {
        var line = ByteBuffer(capacity: event.body.count * 2)
        line.append(event.body)
        var chunk = walk.chunk
        var held = [chunk]
        var position = walk.nextFrame
        while true {
            while let length = chunk.sealedLength, position >= length {
                let number = chunk.number + 1
                guard let following = loaded.chunk(number) ?? chunks.chunk(number) else {
                    return .cold(ColdStretch(held: held, wanted: number))
                }
                chunk = following
                held.append(chunk)
                position = 0
            }
            let address = FrameAddress(chunk: chunk.number, position: UInt32(position))
            guard let header = chunk.header(at: position) else { throw damage(at: address, "no frame") }
            let payload = chunk.bytes(position + FrameHeader.encodedBytes, header.length)
            let piece: AppendedContinued
            do { piece = try AppendedContinued(decoding: payload) } catch {
                throw damage(at: address, "the rest of a line is missing")
            }
            line.append(piece.piece)
            if !piece.goesOn { return .whole(line) }
            position += header.frameBytes
        }
    }

    func damage(at address: FrameAddress, _ reason: String) -> LogStoreError {
        .damaged(file: "chunk \(address.chunk)", byte: Int(address.position), reason: reason)
    }
}
