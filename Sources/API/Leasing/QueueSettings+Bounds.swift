internal import Base
internal import JSONText
internal import LogFormat

extension QueueSettings {
    /// What bounds the queue and its messages, as far as something does, or somebody chose a way to overflow.
    func writeBounds(isChosen: Bool, into out: inout ByteBuffer) {
        if let ttl { JSONWriter.member("ttl", ttl, into: &out) }
        if let expires { JSONWriter.member("expires", expires, into: &out) }
        if let lengthMax { JSONWriter.member("max_length", lengthMax, into: &out) }
        if let bytesMax { JSONWriter.member("max_bytes", bytesMax, into: &out) }
        if overflow != .reject || lengthMax != nil || bytesMax != nil || isChosen {
            JSONWriter.member("overflow", ByteView(overflow.name), into: &out)
        }
        if isPaused { JSONWriter.member("paused", true, into: &out) }
    }
}

extension Overflow {
    /// Reads one of the words for what a full queue does.
    init(reading value: JSONValue, _ members: BodyReader) throws(Problem) {
        let modes: [Overflow] = [.reject, .dropHead, .deadLetter]
        let index = try OptionValue.choice(
            "overflow", try members.contents(value), of: modes.map { "\($0.name)" })
        self = modes[index]
    }
}
