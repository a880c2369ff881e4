internal import Base
internal import HTTPWire
internal import Reactor

extension Connection {
    /// Sends what may leave; tells whoever waits for room or for the client.
    func flush() {
        guard !isBlocked, !isBroken else { return }
        let (outcome, bytes) = output.send(to: descriptor, lane.buffers)
        if bytes > 0 {
            lane.counters.bytesOut.add(bytes)
            lastSent = lane.loop.now
        }
        let left = output.takeAnswersLeft()
        if left > 0 { state.answersDidLeave(left) }
        switch outcome {
        case .done: break
        case .blocked: isBlocked = true
        case .broken: return breakOff()
        }
        if output.isGated, !isListedGated { lane.listGated(self) }
        if case .output(let most) = interest, hasRoom(most) { resume(.signalled) }
    }

    /// Whether at most `bytes` are unsent, and few enough answers for another.
    func hasRoom(_ bytes: Int) -> Bool {
        output.unsentBytes <= bytes && (state.unsentAnswers < Limits.pipelinedRequestsMax)
    }

    /// Says that there is something to send; it leaves at the end of the turn unless sooner.
    func wantsFlush() {
        if !isListedUnflushed { lane.listUnflushed(self) }
    }

    /// The client is gone: nothing is sent any more, and nobody waits for it.
    func breakOff() {
        guard !isBroken else { return }
        isBroken = true
        peerFinished = true
        output.drop(lane.buffers)
        let left = output.takeAnswersLeft()
        if left > 0 { state.answersDidLeave(left) }
        parked?.signal(.clientGone)
        resume(.clientGone)
    }

    /// Waits until at most `bytes` are unsent; false when the client is gone or takes nothing for too long.
    ///
    /// Whoever sends so much gives others their turn, even when the client takes it all at once.
    func waitForRoom(_ bytes: Int) async -> Bool {
        while true {
            flush()
            if isBroken { return false }
            if hasRoom(bytes) {
                if lane.loop.isLate { await lane.loop.nextTurn() }
                return true
            }
            // What waits for a gate waits for the disk, not for the client.
            let idleTime = lane.settings.idleTime
            let deadline = isBlocked ? lane.loop.deadline(after: idleTime) : .never
            guard await wait(for: .output(bytes: bytes), until: deadline) == .deadline else { continue }
            if lastSent + idleTime <= lane.loop.now { return false }
        }
    }
}
