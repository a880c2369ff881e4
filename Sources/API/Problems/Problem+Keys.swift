internal import Base
internal import Broker
internal import JSONText

/// Refusals of what asks for the latest message of a key.
extension Problem {
    init(keys error: BrokerError) {
        switch error {
        case .keysLoading:
            self.init(
                .loading, "The keys of the partition are still being read back from the disk.",
                fix: "Try again after Retry-After; publishing without expected_key_offset goes on meanwhile.")
        default:
            self.init(
                .notCompacted, "expected_key_offset needs a topic that is compacted.",
                fix: "PATCH the topic with {\"cleanup\":\"compact\"} or {\"cleanup\":\"both\"}.")
        }
    }

    /// With one mismatch its offset is `actual`; a batch's are all in `errors`, by index.
    init(_ mismatches: [KeyMismatch]) {
        let first = mismatches.first
        let now = first?.actual.map { "The latest message of the key is at offset \($0.rawValue)" }
        self.init(
            .expectedKeyOffsetMismatch, "\(now ?? "There is no message of the key"); nothing was stored.",
            fix: "Read the key again (GET …/messages?key=), and decide anew.")
        if let actual = first?.actual { numbers = [("actual", Int(actual.rawValue))] }
        var out = ByteBuffer()
        JSONWriter.openArray(into: &out)
        for mismatch in mismatches {
            JSONWriter.openObject(into: &out)
            JSONWriter.member("index", mismatch.item, into: &out)
            if let actual = mismatch.actual {
                JSONWriter.member("actual", actual.rawValue, into: &out)
            } else {
                JSONWriter.name("actual", into: &out)
                JSONWriter.raw(ByteView("null"), into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
        extra = ("errors", out.bytes.string)
    }
}
