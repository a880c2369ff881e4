internal import Base
internal import LogFormat

extension Exchange {
    /// The event that would declare it as it is now.
    var declaration: ExchangeDeclared {
        ExchangeDeclared(
            id: id, namespace: namespace, declaredAt: declaredAt, settings: settings, name: name)
    }

    /// What all entities begin with, the number of the next binding, then an `exchange_declared` event.
    func beginSnapshot(into output: inout ByteBuffer) {
        let start = output.beginRecord(.exchange)
        EntityFields.encode(mark, version: version, into: &output)
        output.append(littleEndian: nextBinding)
        Event.exchangeDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
    }

    /// Bytes of bindings from which on a record ends.
    private static let recordBytes = 16 * 1024

    /// Writes bindings from a number on; returns the number to go on with, nil behind the last.
    ///
    /// ```
    ///  0  8  record header
    ///  8     for each: sequence of its last event u64, and the bound event that would bring it
    /// ```
    func encodeBindings(from number: UInt32, into output: inout ByteBuffer) -> UInt32? {
        var index = place(of: number)
        guard index < bindings.count else { return nil }
        let start = output.beginRecord(.bindings)
        while index < bindings.count, output.count - start < Self.recordBytes {
            let kept = bindings[index]
            output.append(littleEndian: kept.mark.last.rawValue)
            Event.bound(Bound(exchange: id, binding: kept.binding)).encode(into: &output, runs: [])
            index += 1
        }
        output.endRecord(start)
        return index < bindings.count ? bindings[index].binding.number : nil
    }

    /// Writes what is durable, line by line.
    func trace(_ line: (String) -> Void) {
        line(
            """
            exchange \(id.rawValue) \(name) in \(namespace.rawValue) declared \(declaredAt.milliseconds) \
            \(settings.type.name)\(settings.isInternal ? " internal" : "")\
            \(settings.alternate.map { " alternate \($0)" } ?? "") version \(version) bindings \(nextBinding) \
            at \(mark.last.rawValue)
            """)
        for kept in bindings {
            let binding = kept.binding
            line(
                """
                - binding \(binding.number) \(binding.name) to \(binding.target.rawValue) \
                declared \(binding.declaredAt.milliseconds) key "\(binding.routingKey)"\
                \(binding.match.map { " match \($0.name)" } ?? "")\
                \(binding.headers.map { " \($0.name)=\($0.value ?? "any")" }.joined())\
                \(binding.filter.map { " filter \($0)" } ?? "") weight \(binding.weight)\
                \(binding.isEphemeral ? " ephemeral" : "") at \(kept.mark.last.rawValue)
                """)
        }
    }
}

extension Broker {
    mutating func restoreExchange(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        let next = try fields.next(UInt32.self)
        guard case .exchangeDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let exchange = Exchange(event)
        exchange.version = entity.version
        exchange.mark = entity.mark
        exchange.restore(nextBinding: next)
        guard entities.restore(.exchange(exchange), at: event.id) else { throw .badField("id") }
    }

    mutating func restoreBindings(_ fields: inout FieldReader) throws(FormatError) {
        var runs: [SlotRun] = []
        while !fields.isAtEnd {
            let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
            var rest = fields
            let bytes = try rest.rest()
            let header = try EventHeader(decoding: bytes)
            guard case .bound(let event) = try Event.decode(header, bytes, runs: &runs),
                let exchange = entities.exchange(event.exchange), exchange.restore(event.binding, mark)
            else { throw .badField("binding") }
            _ = try fields.take(header.eventBytes)
        }
    }
}
