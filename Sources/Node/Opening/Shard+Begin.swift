internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

extension Shard {
    /// Makes the views of what the broker knows, and begins the epoch of this process.
    func begin(key: SipHash.Key, from lastWrittenAt: Instant) {
        locked { state in
            var definitions: [(event: Event, version: UInt32)] = []
            state.broker.definitions { definitions.append(($0, $1)) }
            for found in definitions {
                adopt(found.event, version: found.version, at: state.applied, in: &state)
            }
            var bindings: [Event] = []
            state.broker.bindings { bindings.append($0) }
            for case .bound(let event) in bindings where !event.binding.isEphemeral {
                adopt(.bound(event), at: state.applied, in: &state)
            }
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
