import Base
import Broker
import LogFormat
import TestSupport

/// Random commands of schedules, over a few names in whatever namespaces there are.
struct ScheduleSteps {
    func step(_ stage: Stage, _ namespaces: [EntityID], _ random: inout SplitMix64) {
        let namespace = namespaces.randomElement(using: &random) ?? EntityID(0)
        let name = ["a", "b", "c", "d", "e"].randomElement(using: &random) ?? "a"
        let known = stage.broker.schedule(name, in: namespace)
        switch UInt.random(in: 0..<10, using: &random) {
        case 0..<4: set(stage, namespace, name, known, &random)
        case 4..<5: stage.perform(.deleteSchedule(namespace: namespace, name: name))
        case 5..<6:
            guard let known else { return }
            stage.perform(
                .pauseSchedule(known.revision, isPaused: Bool.random(using: &random), next: known.next))
        default: fire(stage)
        }
    }

    /// The names that queues and topics of the other steps have, so that targets come and go.
    private func target(_ random: inout SplitMix64) -> ScheduleTarget {
        let number = UInt.random(in: 0..<4, using: &random)
        return Bool.random(using: &random) ? .queue("q\(number)") : .topic("t\(number)")
    }

    private func set(
        _ stage: Stage, _ namespace: EntityID, _ name: String, _ known: ScheduleStatus?,
        _ random: inout SplitMix64
    ) {
        let length = Interval(milliseconds: Int64.random(in: 1...5_000, using: &random))
        let timing: ScheduleTiming =
            Bool.random(using: &random) ? .at(stage.now + length) : .every(length)
        let line = Array(
            "\"text\":\"\(String(repeating: "x", count: Int(length.milliseconds % 50)))\"}\n".utf8)
        let settings = ScheduleSettings(
            timing: timing, misfire: Misfire.allCases.randomElement(using: &random) ?? .once,
            target: target(&random), message: ScheduledMessage(line: line))
        stage.perform(
            .setSchedule(
                SetScheduleCommand(
                    namespace: namespace, name: name, settings: settings, expected: known?.revision,
                    anchor: stage.now, next: stage.now + length)))
    }

    /// Carries out what is due, by passing it over where the target is not there.
    private func fire(_ stage: Stage) {
        for schedule in stage.broker.takeDueSchedules(now: stage.now, max: 5, bytesMax: 1_000) {
            guard let due = schedule.next,
                let times = try? RunTimes(schedule.settings.timing, anchor: schedule.anchor)
            else { continue }
            let run = ScheduledRun(schedule, due: due, now: stage.now, times: times)
            let append = run.isSkipped ? nil : Arrival.append(stage.append(schedule))
            stage.perform(.fire(run.command(append)))
        }
    }
}
