package import Base
internal import CAssets
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node
internal import Reactor

/// What whoever runs the server asks: is it there, is it ready, what has it done.
extension Interface {
    func answerIndex(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        call.exchange.answerJSON { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("name", "martlet", into: &out)
            JSONWriter.member("version", version, into: &out)
            JSONWriter.name("links", into: &out)
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topics", "/v1/topics", into: &out)
            JSONWriter.member("queues", "/v1/queues", into: &out)
            JSONWriter.member("namespaces", "/v1/ns", into: &out)
            JSONWriter.member("description", "/openapi.yaml", into: &out)
            JSONWriter.member("metrics", "/metrics", into: &out)
            JSONWriter.member("ready", "/readyz", into: &out)
            JSONWriter.closeObject(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func answerLiveness(_ call: Call) {
        call.exchange.answer(.ok, .text, body: ByteView("ok\n"))
    }

    func answerReadiness(_ call: Call) throws(Problem) {
        try checkReadiness()
        call.exchange.answerJSON { $0.append("{\"status\":\"ready\"}") }
    }

    func answerMetrics(_ call: Call) {
        var body = call.exchange.buffers.take(64 * 1024)
        node.writeMetrics(into: &body)
        if let counters = transportCounters { counters.writeMetrics(into: &body) }
        call.exchange.answer(.ok, .metrics, fields: { $0.noStore() }, taking: body)
    }

    func answerDescription(_ call: Call) {
        let tag = Description.tag
        if let known = call.exchange.known(.ifNoneMatch), tag.withByteView({ ETag.matches(known, $0) }) {
            return call.exchange.answer(.notModified, nil, fields: { $0.field("ETag", tag) }, body: .empty)
        }
        call.exchange.answer(
            .ok, .yaml,
            fields: {
                $0.append("Cache-Control: no-cache\r\n")
                $0.field("ETag", tag)
            }, body: Description.text)
    }

    /// Suspends until the checkpoint is on the disk; a client that leaves does not end it.
    func makeCheckpoint(_ call: Call) async throws(Problem) {
        let report: CheckpointReport
        do throws(Refused) { report = try await node.makeCheckpoint() } catch { throw Problem(error) }
        call.exchange.answerJSON(.created) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("sequence", Int(clamping: report.sequence.rawValue), into: &out)
            JSONWriter.member("bytes", report.bytes, into: &out)
            JSONWriter.member("took", DurationText.string(report.took), into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func advanceClock(_ call: Call) async throws(Problem) {
        guard node.settings.isDevelopment else {
            throw Problem(.devOnly, "The clock of this server is real.", fix: "Start the server with --dev.")
        }
        var members = try BodyReader(try await call.exchange.readControlBody(), known: ["by"])
        var wish: Interval?
        while let member = try members.next() {
            switch member.name {
            case "by": wish = try members.duration("by", member.value, atMost: .seconds(100 * 366 * 86_400))
            default: throw members.unknown(member)
            }
        }
        guard let wish else {
            throw Problem(.invalidBody, "Member \"by\" is missing.", fix: "Send {\"by\":\"1h\"}.")
        }
        let now = node.advanceClock(by: wish)
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("now", now, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}

/// openapi.yaml as the binary carries it.
package enum Description {
    package static var text: ByteView {
        unsafe ByteView(base: UnsafeRawPointer(martlet_openapi_start()), count: Int(martlet_openapi_count()))
    }

    /// Changes with the text.
    static let tag = "\"\(String(CRC32C.checksum(text), radix: 16))\""
}
