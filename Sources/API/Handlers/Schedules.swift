internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Messages that are sent at a time, or again and again.
extension Interface {
    func runSchedules(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        switch call.operation {
        case .listSchedules: try listSchedules(call, options)
        case .declareSchedule: try await declareSchedule(call)
        case .getSchedule: try showSchedule(call)
        case .deleteSchedule: try deleteSchedule(call)
        case .runSchedule: try runSchedule(call, options)
        case .pauseSchedule: try await pauseSchedule(call, true)
        default: try await pauseSchedule(call, false)
        }
    }

    private func listSchedules(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let max = try options.integer(.max, in: 1...Limits.scheduleListMax) ?? Limits.scheduleListDefault
        var place: SchedulePlace?
        if let token = options.value(.from) {
            guard let found = SchedulePlace(token: token) else {
                throw Problem(
                    .invalidCursor, "from is no place in a list of schedules.",
                    fix: "Give the next of the page before, or leave it out.")
            }
            place = found
        }
        let page = namespace.schedules(behind: place, max: max)
        let next = page.value.next?.token
        answerList(call, "schedules", page.value.schedules, gate: page.gate, next: next) { schedule, out in
            schedule.write(in: namespace, isListed: true, into: &out)
        }
    }

    private func declareSchedule(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try scheduleName(call)
        let createOnly = call.isCreateOnly
        var body = try ScheduleBody(reading: try await call.exchange.readControlBody())
        try body.composeMessage(requiresJSON: requiresJSON(body.wish.target, in: namespace))
        let declared: Gated<Declared<ScheduleStatus>>
        do throws(Refused) {
            declared = try await namespace.declareSchedule(name, body.wish, createOnly: createOnly)
        } catch { throw Problem(error) }
        answerDeclared(call, declared, at: "\(namespace.path)/schedules/\(name)") { changed, out in
            declared.value.value.write(in: namespace, changed: changed, isListed: false, into: &out)
        }
    }

    /// Whether what a schedule sends to takes JSON only.
    private func requiresJSON(_ target: ScheduleTarget?, in namespace: Namespace) -> Bool {
        switch target {
        case .queue(let name):
            name.withByteView { namespace.queue($0) }?.settings.validate == .json
        case .topic(let name):
            name.withByteView { namespace.topic($0) }?.settings.validate == .json
        case .exchange, nil: false
        }
    }

    private func showSchedule(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try scheduleName(call)
        do throws(Refused) { answer(call, try namespace.schedule(name), namespace) } catch {
            throw Problem(error)
        }
    }

    private func deleteSchedule(_ call: Call) throws(Problem) {
        let namespace = try namespace(call)
        let name = try scheduleName(call)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try namespace.deleteSchedule(name))
        } catch { throw Problem(error) }
    }

    private func pauseSchedule(_ call: Call, _ isPaused: Bool) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try scheduleName(call)
        do throws(Refused) {
            let changed =
                isPaused ? try namespace.pauseSchedule(name) : try await namespace.resumeSchedule(name)
            answer(call, changed, namespace)
        } catch { throw Problem(error) }
    }

    private func runSchedule(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try scheduleName(call)
        var repeating = try RepeatWish(options, namespace.identityHasher)
        name.withByteView { repeating?.belong(to: $0) }
        let held = repeating?.key(of: namespace.id)
        let run: Gated<ScheduleRun>
        do throws(Refused) {
            if let held { try namespace.beginKey(held) }
            defer { if let held { namespace.endKey(held) } }
            run = try namespace.runSchedule(name, identity: repeating?.identity(of: namespace.id))
        } catch { throw Problem(error) }
        call.exchange.answerJSON(
            .created, gate: run.gate,
            fields: { if run.value.isRepeated { $0.append("Idempotency-Replayed: true\r\n") } }
        ) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("schedule", name, into: &out)
            run.value.place.write(into: &out)
            JSONWriter.member("timestamp", run.value.timestamp, into: &out)
            if let next = run.value.status?.nextRun { JSONWriter.member("next_run", next, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
    }

    private func scheduleName(_ call: Call) throws(Problem) -> String {
        try call.name(call.parameters.first, of: "schedule")
    }

    private func answer(_ call: Call, _ schedule: Gated<ScheduleStatus>, _ namespace: Namespace) {
        call.exchange.answerJSON(gate: schedule.gate) {
            schedule.value.write(in: namespace, isListed: false, into: &$0)
        }
    }
}
