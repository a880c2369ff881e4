internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node
internal import Reactor

/// The files of a partition's history, and fetching one as it is.
extension Interface {
    func listSegments(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        let partition = try partition(call, of: topic)
        let path = "\(topic.namespace.path)/topics/\(topic.name)/partitions/\(partition)/segments"
        let segments = topic.log(partition).segments
        call.exchange.answerJSON { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topic", topic.name, into: &out)
            JSONWriter.member("partition", partition, into: &out)
            JSONWriter.name("segments", into: &out)
            JSONWriter.openArray(into: &out)
            for segment in segments {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("first_offset", segment.first.rawValue, into: &out)
                JSONWriter.member("last_offset", segment.last.rawValue, into: &out)
                JSONWriter.member("generation", segment.generation, into: &out)
                JSONWriter.member("messages", segment.messages, into: &out)
                JSONWriter.member("bytes", segment.bytes, into: &out)
                JSONWriter.member("stored_bytes", segment.storedBytes, into: &out)
                if segment.messages > 0 {
                    JSONWriter.member("first_time", segment.firstTime, into: &out)
                    JSONWriter.member("last_time", segment.lastTime, into: &out)
                }
                JSONWriter.member("url", "\(path)/\(segment.name)", into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func getSegment(_ call: Call) async throws(Problem) {
        let exchange = call.exchange
        let topic = try topic(call)
        let log = topic.log(try partition(call, of: topic))
        let segment = try segment(call.path[call.parameters.third], of: log)
        let tag = segment.tag(of: log)
        if let known = exchange.known(.ifNoneMatch), tag.withByteView({ ETag.matches(known, $0) }) {
            return exchange.answer(.notModified, nil, fields: { $0.segment(tag) }, body: .empty)
        }
        switch range(exchange, segment, tag) {
        case .whole:
            try await send(0..<segment.storedBytes, .ok, segment, log, on: exchange)
        case .part(let range):
            try await send(range, .partialContent, segment, log, on: exchange)
        case .unsatisfiable:
            var problem = Problem(
                .rangeNotSatisfiable, "The file has \(segment.storedBytes) bytes.",
                fix: "Ask for a range within them, or leave Range out.")
            problem.contentRange = "bytes */\(segment.storedBytes)"
            throw problem
        }
    }

    private func partition(_ call: Call, of topic: Topic) throws(Problem) -> Int {
        let count = topic.partitionCount
        let partition = try OptionValue.integer(
            "partition", call.path[call.parameters.second], in: 0...Limits.partitionsMax - 1)
        guard partition < count else { throw Problem(partition: partition, of: count) }
        return partition
    }

    /// The segment of this name: `17.0`.
    private func segment(_ name: ByteView, of log: LogView) throws(Problem) -> Segment {
        if let dot = name.firstIndex(of: UInt8(ascii: ".")),
            let first = try? OptionValue.offset("segment", name[0..<dot]),
            let generation = try? OptionValue.integer(
                "segment", name.dropping(dot + 1), in: 0...Int(UInt32.max)),
            let segment = log.segment(first: first, generation: generation)
        {
            return segment
        }
        throw Problem(
            .segmentNotFound, "The partition has no segment \"\(name.string)\", or no longer.",
            fix: "List the segments: they are merged and written anew from time to time.")
    }

    /// What is asked for; the whole when it is meant for another state of the file.
    private func range(_ exchange: Exchange, _ segment: Segment, _ tag: String) -> ByteRange {
        guard exchange.method == .get else { return .whole }
        if let condition = exchange.field("if-range"),
            !tag.withByteView({ condition.trimmed == $0 })
        {
            return .whole
        }
        return ByteRange(exchange.known(.range), of: segment.storedBytes)
    }

    /// Sends a stretch of the file, a piece at a time, each of which a worker has brought into memory before.
    private func send(
        _ range: Range<Int>, _ status: Status, _ segment: Segment, _ log: LogView, on exchange: Exchange
    ) async throws(Problem) {
        let isHead = exchange.method == .head
        let stretch: SegmentStretch?
        do throws(Refused) { stretch = isHead ? nil : try await log.map(segment, range) } catch {
            throw Problem(error)
        }
        exchange.beginStream(
            status, .custom(ByteView("application/gzip")), length: range.count,
            fields: { fields in
                fields.segment(segment.tag(of: log))
                if status == .partialContent {
                    fields.append("Content-Range: bytes ")
                    fields.append(decimal: range.lowerBound)
                    fields.append("-")
                    fields.append(decimal: range.upperBound - 1)
                    fields.append("/")
                    fields.append(decimal: segment.storedBytes)
                    fields.append("\r\n")
                }
            })
        guard let stretch else { return exchange.endStream() }
        var sent = 0
        // Whoever breaks off, a client or the disk, leaves an answer that is seen to be too short.
        while sent < stretch.count {
            let end = min(sent + Limits.segmentSliceBytes, stretch.count)
            guard let part = try? await stretch.bytes(sent..<end) else { return exchange.endStream() }
            do throws(ClientGone) {
                try await exchange.send(SharedBytes(part.bytes, of: part.owner))
            } catch { return }
            sent = end
        }
        exchange.endStream()
    }
}

extension Segment {
    /// Its name in a path.
    fileprivate var name: String { "\(first.rawValue).\(generation)" }

    fileprivate func tag(of log: LogView) -> String {
        "\"\(log.id.rawValue)-\(name)-\(String(checksum, radix: 16))\""
    }
}

extension ByteBuffer {
    /// A segment never changes, but gives way to one of a higher generation.
    fileprivate mutating func segment(_ tag: String) {
        append("Cache-Control: private, max-age=3600\r\nAccept-Ranges: bytes\r\n")
        field("ETag", tag)
    }
}
