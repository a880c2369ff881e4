import Base
import Broker
import LogFormat

/// What happened to jobs of a queue.
extension ScriptNames {
    func jobText(_ event: Event) -> String {
        switch event {
        case .redriveStarted(let event):
            """
            redrive \(event.number) of \(name(event.queue)) started: to \(event.order.target), \
            before \(event.ends.map { "\($0.rawValue)" }.joined(separator: " "))
            """
        case .redriveAdvanced(let event):
            """
            redrive \(event.number) of \(name(event.queue)) \(event.progress.state): \
            next \(event.progress.next.offset.rawValue), moved \(event.progress.moved), \
            passed \(event.progress.passed)
            """
        default: "?"
        }
    }
}
