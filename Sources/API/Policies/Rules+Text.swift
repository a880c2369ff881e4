internal import Base
internal import JSONText
internal import LogFormat

extension Rules<QueueSettings> {
    /// Appends an object of the settings that are named.
    func write(into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        for member in members.all { values.write(member, into: &out) }
        JSONWriter.closeObject(into: &out)
    }
}

extension Rules<TopicSettings> {
    /// Appends an object of the settings that are named.
    func write(into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        if members.contains(.ack) { JSONWriter.member("ack", ByteView(values.ack.name), into: &out) }
        if members.contains(.validate) {
            JSONWriter.member("validate", ByteView(values.validate.name), into: &out)
        }
        if values.retention != .unlimited { out.appendMember("retention", values.retention) }
        if members.contains(.tombstoneTime) {
            JSONWriter.member("tombstone_time", values.tombstoneTime, into: &out)
        }
        JSONWriter.closeObject(into: &out)
    }
}

extension QueueSettings {
    /// Appends one setting that policies can give.
    fileprivate func write(_ member: QueueMember, into out: inout ByteBuffer) {
        switch member {
        case .lease: JSONWriter.member("lease", lease, into: &out)
        case .ack: JSONWriter.member("ack", ByteView(ack.name), into: &out)
        case .validate: JSONWriter.member("validate", ByteView(validate.name), into: &out)
        case .maxDeliveries: writeDeliveries(into: &out)
        case .backoff: writeBackoff(into: &out)
        case .deadLetter: deadLetter.write(for: "", into: &out)
        case .ttl: if let ttl { JSONWriter.member("ttl", ttl, into: &out) }
        case .expires: if let expires { JSONWriter.member("expires", expires, into: &out) }
        case .maxLength: if let lengthMax { JSONWriter.member("max_length", lengthMax, into: &out) }
        case .maxBytes: if let bytesMax { JSONWriter.member("max_bytes", bytesMax, into: &out) }
        case .overflow: JSONWriter.member("overflow", ByteView(overflow.name), into: &out)
        }
    }

    func writeDeliveries(into out: inout ByteBuffer) {
        if let maxDeliveries {
            JSONWriter.member("max_deliveries", maxDeliveries, into: &out)
        } else {
            JSONWriter.member("max_deliveries", "unlimited" as StaticString, into: &out)
        }
    }

    func writeBackoff(into out: inout ByteBuffer) {
        JSONWriter.name("backoff", into: &out)
        JSONWriter.openArray(into: &out)
        for step in backoff { JSONWriter.string(DurationText.string(step), into: &out) }
        JSONWriter.closeArray(into: &out)
    }
}

extension Ruled {
    /// Appends which policy has its hand in it; with `whole` what it gave and what was declared, too.
    func writeRuling(whole: Bool, into out: inout ByteBuffer) {
        if let policy { JSONWriter.member("policy", policy, into: &out) }
        guard whole else { return }
        let given = ruling?.given ?? MemberSet()
        out.appendMember("from_policy", given.all.map { "\($0.name)" })
        out.appendMember("declared", declared.members.all.filter { !given.contains($0) }.map { "\($0.name)" })
    }

    /// Names of members of the object that shows it, which say what nobody declared.
    var undeclared: [String] {
        let members = declared.members
        let known = Member.allCases.filter { members.contains($0) }.map { "\($0.name)".topLevel }
        return Member.allCases.map { "\($0.name)".topLevel }.filter { !known.contains($0) }
    }
}

extension String {
    /// What stands before the first dot.
    fileprivate var topLevel: String { split(separator: ".").first.map(String.init) ?? self }
}
