internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Jobs that move messages out of a queue, mostly dead letters back to where they died.
extension Interface {
    func startRedrive(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let wish = try RedriveWish(reading: try await call.exchange.readControlBody(), of: queue)
        if wish.isDryRun {
            var trial = RedriveTrial(queue, wish, gate: node.gateNow())
            try await trial.run()
            return call.exchange.answerJSON(gate: trial.gate) { trial.write(into: &$0) }
        }
        let started: Gated<RedriveStatus>
        do throws(Refused) { started = try queue.startRedrive(wish.order) } catch { throw Problem(error) }
        let location = "\(queue.namespace.path)/queues/\(queue.name)/redrives/\(started.value.job.number)"
        call.exchange.answerJSON(
            .accepted, gate: started.gate,
            fields: { fields in
                fields.noStore()
                fields.field("Location", location)
            }
        ) { started.value.write(into: &$0) }
    }

    func listRedrives(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let jobs: Gated<[RedriveStatus]>
        do throws(Refused) { jobs = try queue.redrives() } catch { throw Problem(error) }
        answerList(call, "redrives", jobs.value, gate: jobs.gate) { $0.write(into: &$1) }
    }

    func showRedrive(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let number = try redriveNumber(call)
        let jobs: Gated<[RedriveStatus]>
        do throws(Refused) { jobs = try queue.redrives() } catch { throw Problem(error) }
        guard let job = jobs.value.first(where: { $0.job.number == number }) else {
            throw Problem(BrokerError.noRedrive(number)).held(by: jobs.gate)
        }
        call.exchange.answerJSON(gate: jobs.gate) { job.write(into: &$0) }
    }

    func cancelRedrive(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let number = try redriveNumber(call)
        let job: Gated<RedriveStatus>
        do throws(Refused) { job = try queue.cancelRedrive(number) } catch { throw Problem(error) }
        call.exchange.answerJSON(gate: job.gate) { job.value.write(into: &$0) }
    }

    private func redriveNumber(_ call: Call) throws(Problem) -> UInt32 {
        let text = call.path[call.parameters.second]
        return UInt32(try OptionValue.integer("redrive", text, in: 0...Int(UInt32.max)))
    }
}
