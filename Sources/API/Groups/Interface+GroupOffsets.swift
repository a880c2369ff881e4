internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// Offsets of a group: committed by hand, shown, restored, and kept under names.
extension Interface {
    func commitOffsets(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        var wish = CommitWish()
        try wish.read(try await call.exchange.readControlBody())
        let (author, offsets) = try wish.resolve(for: group)
        let committed: Gated<Int>
        do throws(Refused) { committed = try group.commit(offsets, by: author) } catch {
            throw Problem(error, group.namespace)
        }
        call.exchange.answerJSON(gate: committed.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("committed", committed.value, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func showGroupOffsets(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let look = try look(call)
        let offsets = look.value.status.offsets
        call.exchange.answerJSON(gate: look.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.name("offsets", into: &out)
            JSONWriter.openArray(into: &out)
            for one in offsets {
                guard let log = look.value.log(one.log) else { continue }
                JSONWriter.openObject(into: &out)
                out.appendPlace(log, one.offset)
                JSONWriter.member("committed_at", one.committedAt, into: &out)
                if let metadata = one.metadata { JSONWriter.member("metadata", metadata, into: &out) }
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    // MARK: kept under names

    func listSnapshots(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let look = try look(call)
        answerList(call, "snapshots", look.value.status.saved, gate: look.gate) {
            write($0, look.value, into: &$1)
        }
    }

    func showSnapshot(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let name = try call.name(call.parameters.second, of: "snapshot")
        let look = try look(call)
        guard let saved = look.value.status.saved.first(where: { $0.name == name }) else {
            throw Problem(BrokerError.noSavedOffsets(name)).held(by: look.gate)
        }
        call.exchange.answerJSON(gate: look.gate) { write(saved, look.value, into: &$0) }
    }

    func saveOffsets(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let name = try call.name(call.parameters.second, of: "snapshot")
        var members = try BodyReader(try await call.exchange.readControlBody(), known: [])
        if let member = try members.next() { throw members.unknown(member) }
        do throws(Refused) {
            let gate = try group.saveOffsets(name)
            call.exchange.answerJSON(gate: gate) { out in
                JSONWriter.openObject(into: &out)
                JSONWriter.member("group", group.name, into: &out)
                JSONWriter.member("snapshot", name, into: &out)
                JSONWriter.closeObject(into: &out)
            }
        } catch { throw Problem(error) }
    }

    func dropSnapshot(_ call: Call) throws(Problem) {
        let group = try group(call)
        let name = try call.name(call.parameters.second, of: "snapshot")
        do throws(Refused) { call.exchange.answerNothing(gate: try group.dropOffsets(name)) } catch {
            throw Problem(error)
        }
    }

    private func write(_ saved: GroupStatus.Saved, _ look: GroupLook, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("name", saved.name, into: &out)
        JSONWriter.member("saved_at", saved.savedAt, into: &out)
        JSONWriter.name("offsets", into: &out)
        JSONWriter.openArray(into: &out)
        for position in saved.positions {
            guard let log = look.log(position.log) else { continue }
            JSONWriter.openObject(into: &out)
            out.appendPlace(log, position.offset)
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
        JSONWriter.closeObject(into: &out)
    }

    func look(_ call: Call) throws(Problem) -> Gated<GroupLook> {
        let group = try group(call)
        do throws(Refused) { return try group.look() } catch { throw Problem(error) }
    }
}

extension ByteBuffer {
    /// `"topic":…,"partition":…,"offset":…`.
    mutating func appendPlace(_ log: LogView, _ offset: Offset) {
        JSONWriter.member("topic", log.owner, into: &self)
        JSONWriter.member("partition", log.partition ?? 0, into: &self)
        JSONWriter.member("offset", offset.rawValue, into: &self)
    }
}
