internal import Base

/// A thing that a request can ask for by query parameter or `Martlet-*` field.
///
/// `key` is `?key=` and `Martlet-Key`, `event_time` is `?event_time=` and `Martlet-Event-Time`. The families
/// `header.NAME` and `Martlet-Header-NAME` are no options but message headers.
package enum Option: UInt8, CaseIterable, Sendable {
    case key, partition, eventTime, ack, tombstone, expectedOffset, captureHeaders, results
    case from, max, maxBytes, wait, format, onMissing, lastEventID, raw, at
    case lease, consumer, attempt
    case keyBase64, expectedKeyOffset, filter
    case idempotencyKey, producerID, producerEpoch, producerSeq, delay, ttl
    case member, topics, epoch, dryRun, state, force
    case prefetch
    case routingKey, mandatory
    case prepare, deadline
    case dedupeID, priority, group
    case effective, prune, binding

    package var name: StaticString {
        switch self {
        case .key: "key"
        case .partition: "partition"
        case .eventTime: "event_time"
        case .ack: "ack"
        case .tombstone: "tombstone"
        case .expectedOffset: "expected_offset"
        case .captureHeaders: "capture_headers"
        case .results: "results"
        case .from: "from"
        case .max: "max"
        case .maxBytes: "max_bytes"
        case .wait: "wait"
        case .format: "format"
        case .onMissing: "on_missing"
        case .lastEventID: "last_event_id"
        case .raw: "raw"
        case .at: "at"
        case .lease: "lease"
        case .consumer: "consumer"
        case .attempt: "attempt"
        case .keyBase64: "key_base64"
        case .expectedKeyOffset: "expected_key_offset"
        case .idempotencyKey: "idempotency_key"
        case .filter: "filter"
        case .delay: "delay"
        case .ttl: "ttl"
        case .group: "group"
        case .dedupeID: "dedupe_id"
        case .priority: "priority"
        case .routingKey: "routing_key"
        case .binding: "binding"
        case .mandatory: "mandatory"
        case .prepare: "prepare"
        case .deadline: "deadline"
        case .producerID: "producer_id"
        case .producerEpoch: "producer_epoch"
        case .producerSeq: "producer_seq"
        case .member: "member"
        case .topics: "topics"
        case .epoch: "epoch"
        case .state: "state"
        case .dryRun: "dry_run"
        case .force: "force"
        case .prefetch: "prefetch"
        case .effective: "effective"
        case .prune: "prune"
        }
    }

    /// The option of this name; `asField` is told by `isNamed`. Allocates nothing.
    init?(named word: ByteView, asField: Bool) {
        var raw: UInt8 = 0
        while let option = Option(rawValue: raw) {
            if option.isNamed(word, asField: asField) {
                self = option
                return
            }
            raw += 1
        }
        return nil
    }

    /// Whether `word` is its name; with `asField` any case counts, and a hyphen as an underscore.
    func isNamed(_ word: ByteView, asField: Bool) -> Bool {
        let name = ByteView(self.name)
        guard asField else { return word == name }
        guard word.count == name.count else { return false }
        for index in 0..<name.count {
            let byte = word[index]
            let folded = byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte | 0x20
            if folded != name[index] && byte != name[index] { return false }
        }
        return true
    }
}

/// The options that one operation knows.
package struct KnownOptions: Sendable, ExpressibleByArrayLiteral {
    private let bits: UInt64

    package init(arrayLiteral options: Option...) {
        bits = options.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    package func contains(_ option: Option) -> Bool { bits & 1 << UInt64(option.rawValue) != 0 }

    /// The names, in the order of the alphabet.
    package var names: [String] {
        Option.allCases.filter(contains).map { "\($0.name)" }.sorted()
    }
}
