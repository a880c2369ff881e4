package import Base
internal import LogFormat

/// Where messages of a queue are moved to, by its name in their namespace.
package enum MoveTarget: Equatable, Sendable {
    case queue(String)
    case topic(String)
}

extension MoveTarget {
    /// The queue that a message died in last, other than the one it lies in; nil when it did not.
    package init?(originOf suffix: ByteView, in queue: String) {
        guard let view = try? LineSuffixView(parsing: suffix) else { return nil }
        self.init(originOf: view, in: queue)
    }

    init?(originOf view: LineSuffixView, in queue: String) {
        guard let range = view.deaths, let deaths = try? Deaths(reading: view.line[range]),
            let origin = deaths.origin(before: queue)
        else { return nil }
        self = .queue(origin)
    }
}
