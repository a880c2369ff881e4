import Base
import Broker
import LogFormat

/// What happened to messages of a queue.
extension ScriptNames {
    func queueText(_ event: Event, _ runs: [SlotRun]) -> String {
        switch event {
        case .leased(let event):
            """
            leased \(name(event.queue)): \(text(runs[event.runs])) until \(event.deadline.milliseconds)\
            \(event.consumer.map { " by \($0)" } ?? "")
            """
        case .settled(let event):
            "settled \(name(event.queue)): \(text(runs[event.runs], dues: event.dues))"
                + event.reasons.map { ", \($0.place.offset.rawValue) since \($0.text)" }.joined()
        case .extended(let event):
            """
            extended \(name(event.queue)): \(text(runs[event.runs])) \
            until \(event.deadline.milliseconds)
            """
        case .moved(let event): "moved from \(name(event.queue)): \(text(runs[event.runs]))"
        case .delayed(let event):
            """
            delayed \(name(event.queue)): \(event.lane == 0 ? "" : "\(event.lane):")\(range(event.first, event.count)) \
            until \(event.until.milliseconds)
            """
        case .fellDue(let event):
            """
            due \(name(event.queue)): \(event.lane == 0 ? "" : "\(event.lane):")\
            \(event.stretches.map { range($0.lowerBound, Int($0.upperBound.rawValue - $0.lowerBound.rawValue)) }
                .joined(separator: ", ")) before \(event.position.rawValue)
            """
        case .expiring(let event):
            """
            expiring \(name(event.queue)): \(range(event.first, event.count)) \
            at \(event.until.milliseconds)\(event.isFinal ? " at most" : "")
            """
        case .weighed(let event):
            """
            weighed in \(name(event.queue)): \(range(event.first, event.count)) \
            with \(event.sizes.map { "\($0)" }.joined(separator: ", ")) bytes
            """
        case .identified(let event):
            """
            identified in \(name(event.queue)): \
            \(event.messages.map { "\($0.place.offset.rawValue) by \($0.hash)" }.joined(separator: ", "))
            """
        case .removed(let event):
            """
            removed from \(name(event.queue)): \
            \(event.stretches.map { range($0.lowerBound, Int($0.upperBound.rawValue - $0.lowerBound.rawValue)) }
                .joined(separator: ", ")) \(event.reason)\(event.isDoomed ? ", to be moved" : "")
            """
        case .purged(let event):
            "purged \(name(event.queue)): below "
                + ([event.below] + event.others).map { "\($0.rawValue)" }.joined(separator: ", ")
        default: laneText(event)
        }
    }

    /// What happened to the lanes of a queue.
    private func laneText(_ event: Event) -> String {
        switch event {
        case .blamed(let event):
            "blamed \(name(event.queue)): \(range(event.first, event.count)) for \(event.failures)"
        case .lanesAdded(let event):
            "lanes of \(name(event.queue)): "
                + event.lanes.enumerated().map { index, lane in
                    "\(Int(event.first) + index) over \(name(lane.log)) from \(lane.start.rawValue)"
                }.joined(separator: ", ")
        case .outrun(let event):
            "outrun \(name(event.queue)): "
                + event.cuts.map { "lane \($0.lane) below \($0.offset.rawValue)" }.joined(separator: ", ")
        default: "?"
        }
    }
}
