internal import Base
internal import LogFormat

extension Broker {
    /// Writes what is remembered of publishes that may come again; nothing when that is nothing.
    func traceProducers(into output: inout ByteBuffer) {
        if keys.count > 0 || keys.ousted > .distantPast {
            output.append(
                "keys \(keys.count) bytes \(keys.bytes) ousted \(keys.ousted.milliseconds) "
                    + "at \(keys.mark.last.rawValue)\n")
        }
        for ordinal in keys.dropped..<keys.added {
            let key = keys[ordinal]
            output.append(
                "- key \(key.hash.low) \(key.hash.high) of \(key.target.rawValue) asked \(key.fingerprint) "
                    + "taken \(key.takenAt.milliseconds) \(key.result.trace)\n")
        }
        guard producers.count > 0 || producers.ousted > .distantPast else { return }
        output.append(
            "producers \(producers.count) bytes \(producers.bytes) "
                + "ousted \(producers.ousted.milliseconds)\n")
        producers.forEach { producer in
            output.append(
                "- producer \(producer.hash.low) \(producer.hash.high) of \(producer.target.rawValue) "
                    + "epoch \(producer.epoch) number \(producer.number) "
                    + "heard \(producer.heardAt.milliseconds) at \(producer.mark.last.rawValue)\n")
            for outcome in producer.outcomes {
                output.append("-- asked \(outcome.fingerprint) \(outcome.result.trace)\n")
            }
        }
    }
}

extension PublishResult {
    fileprivate var trace: String {
        let places = ([first] + rest).map { "\($0.partition):\($0.first.rawValue)+\($0.count)" }
        return
            "stored \(form == .plain ? "" : "\(form) ")\(timestamp.milliseconds) \(ack) spread \(spread.partitions) \(spread.single) "
            + places.joined(separator: " ")
    }
}
