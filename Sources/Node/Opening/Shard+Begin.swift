internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

extension Shard {
    /// Makes the views of what replay found, and begins the epoch of this process.
    func begin(replayed: [Event], key: SipHash.Key, from lastWrittenAt: Instant) {
        locked { state in
            for event in replayed { adopt(event, at: state.applied, in: &state) }
            state.entities.dropKept()
            let now = readClock(&state)
            if lastWrittenAt != .distantPast, now - lastWrittenAt > ShardClock.jump {
                state.broker.note(.resumed(now))
            }
            _ = commit(.openShard(tokenKey: key), in: &state)
        }
    }

    /// Writes the empty frame that proves the frames before it; asked for by the journal thread.
    func appendClosing() {
        locked { state in
            _ = state.frames.appendClosing(now: readClock(&state))
        }
    }
}
