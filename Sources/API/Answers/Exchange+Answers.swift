internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import Reactor

/// The answers that handlers give.
extension Exchange {
    /// A JSON document that `write` appends to a pooled buffer.
    func answerJSON(
        _ status: Status = .ok, gate: Gate? = nil, fields: (inout ByteBuffer) -> Void = { $0.noStore() },
        _ write: (inout ByteBuffer) -> Void
    ) {
        var body = buffers.take(4096)
        write(&body)
        body.append(UInt8(ascii: "\n"))
        answer(status, .json, gate: gate, fields: fields, body: body.bytes)
        buffers.give(body)
    }

    /// No content.
    func answerNothing(_ status: Status = .noContent, gate: Gate? = nil) {
        answer(status, nil, gate: gate, body: .empty)
    }

    /// What OPTIONS answers.
    func answerAllow(_ allow: String) {
        answer(.noContent, nil, fields: { $0.field("Allow", allow) }, body: .empty)
    }

    /// A problem document, with the fields its status asks for.
    func answer(_ problem: Problem) {
        guard !hasAnswered else { return }
        var body = buffers.take(4096)
        problem.write(instance: Self.withoutLease(path), into: &body)
        body.append(UInt8(ascii: "\n"))
        answer(
            problem.status, .problem, gate: problem.gate,
            fields: {
                $0.noStore()
                if let allow = problem.allow { $0.field("Allow", allow) }
                if let range = problem.contentRange { $0.field("Content-Range", range) }
                if let seconds = problem.retryAfter { $0.field("Retry-After", "\(seconds)") }
            }, body: body.bytes)
        buffers.give(body)
    }

    /// The path up to a lease token, which nobody should find in a log.
    private static func withoutLease(_ path: ByteView) -> ByteView {
        guard path.hasPrefix("/v1/") else { return path }
        let marker = ByteView("/leases/")
        var start = 0
        while start + marker.count < path.count {
            if path[start..<start + marker.count] == marker { return path[0..<start + marker.count - 1] }
            start += 1
        }
        return path
    }

    /// Shows the `Martlet-*` fields, and those that stand for features, to the options.
    func readOptionFields(into options: inout OptionReader) throws(Problem) {
        var refusal: Problem?
        forEachField { name, value in
            guard refusal == nil else { return }
            do throws(Problem) { try options.read(field: name, value) } catch { refusal = error }
        }
        if let refusal { throw refusal }
    }
}

extension ByteBuffer {
    /// One field line of an answer.
    mutating func field(_ name: StaticString, _ value: String) {
        append(name)
        append(": ")
        append(value)
        append("\r\n")
    }

    /// What is live must not be kept by anybody.
    mutating func noStore() { append("Cache-Control: no-store\r\n") }
}
