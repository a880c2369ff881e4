internal import Base
internal import LogFormat

extension Queue {
    /// Writes a record for each job.
    ///
    /// ```
    ///  0  8  record header
    ///  8  4  length of the event that follows
    /// 12     a redrive_started event
    /// ..     a redrive_advanced event with how far it has come
    /// ```
    func encodeRedrives(into output: inout ByteBuffer) {
        for job in redrives {
            let start = output.beginRecord(.redrive)
            let length = output.count
            output.append(littleEndian: UInt32(0))
            let started = RedriveStarted(
                queue: id, number: job.number, at: job.startedAt, order: job.order, ends: job.ends)
            Event.redriveStarted(started).encode(into: &output, runs: [])
            output.store(littleEndian: UInt32(output.count - length - 4), at: length)
            let advanced = RedriveAdvanced(
                queue: id, number: job.number, at: job.changedAt, progress: job.progress)
            Event.redriveAdvanced(advanced).encode(into: &output, runs: [])
            output.endRecord(start)
        }
    }
}

extension Broker {
    mutating func restoreRedrive(_ fields: inout FieldReader) throws(FormatError) {
        var first = FieldReader(try fields.take(Int(try fields.next(UInt32.self))))
        guard let queue = restoring.queue, case .redriveStarted(let started) = try first.declaration(),
            case .redriveAdvanced(let advanced) = try fields.declaration(), started.queue == queue.id,
            advanced.queue == queue.id, advanced.number == started.number,
            queue.redrives.last.map({ $0.number < started.number }) ?? true,
            queue.redrives.count < Limits.redrivesMax
        else { throw .badField("redrive") }
        queue.redrives.append(Redrive(started))
        queue.advance(advanced)
    }
}
