internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What stands around the messages of an answer.
extension GroupReader {
    /// What commits everything that was read.
    var token: GroupToken { token(ends) }

    /// What commits everything up to `ends`.
    func token(_ ends: [LogEnd]) -> GroupToken {
        let group = poll.group
        return GroupToken(
            group: group.id, groupHash: Cursor.hash(namespace: group.namespace.name, name: group.name),
            memberHash: GroupToken.hash(member: poll.memberName), epoch: poll.polled.epoch, turn: turnLog,
            ends: ends)
    }

    /// Writes what stands behind the batches of a JSON answer.
    func writeEnd(into out: inout ByteBuffer) {
        var scratch = ByteBuffer()
        out.append("],\"next\":\"")
        token.write(into: &out, scratch: &scratch)
        out.append("\"")
        JSONWriter.member("up_to_date", isUpToDate, into: &out)
        JSONWriter.member("member", poll.memberName, into: &out)
        JSONWriter.member("epoch", poll.polled.epoch, into: &out)
        if poll.polled.isPaused { JSONWriter.member("paused", true, into: &out) }
        let skipped = skipped
        if !skipped.isEmpty {
            JSONWriter.name("skipped", into: &out)
            JSONWriter.openArray(into: &out)
            for place in skipped {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("topic", place.log.owner, into: &out)
                JSONWriter.member("partition", place.log.partition ?? 0, into: &out)
                JSONWriter.member("messages", place.skipped, into: &out)
                JSONWriter.member("earliest", place.offset.rawValue, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
        }
        out.append("}\n")
    }

    /// Writes the fields of an answer: of lines where to go on and what else JSON would say.
    func writeFields(_ form: BatchWriter.Form, _ coding: StaticString?, into fields: inout ByteBuffer) {
        if form == .lines {
            var scratch = ByteBuffer()
            fields.append("Martlet-Next: ")
            token.write(into: &fields, scratch: &scratch)
            fields.append(isUpToDate ? "\r\nMartlet-Up-To-Date: true" : "\r\nMartlet-Up-To-Date: false")
            fields.append("\r\nMartlet-Epoch: ")
            fields.append(decimal: poll.polled.epoch)
            let lost = skipped.reduce(0) { $0 + $1.skipped }
            if lost > 0 {
                fields.append("\r\nMartlet-Skipped: ")
                fields.append(decimal: lost)
            }
            fields.append("\r\n")
        }
        if let coding {
            fields.append("Content-Encoding: ")
            fields.append(coding)
            fields.append("\r\n")
        }
        fields.append("Vary: Accept, Accept-Encoding\r\n")
        fields.noStore()
    }
}
