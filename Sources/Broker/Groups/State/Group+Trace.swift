internal import Base
internal import LogFormat

extension Group {
    /// Writes what is durable, line by line.
    func trace(_ line: (String) -> Void) {
        line(
            """
            group \(id.rawValue) \(name) in \(namespace.rawValue) declared \(declaredAt.milliseconds) \
            \(settings.trace)\(isPaused ? " paused" : "") version \(version) generation \(generation) \
            epochs \(epochs) ids \(memberIDs)\(emptySince.map { " empty since \($0.milliseconds)" } ?? "") \
            at \(mark.last.rawValue)
            """)
        for member in members {
            line(
                """
                - member \(member.id.rawValue) \(member.name) epoch \(member.epoch) \(member.kind) \
                since \(member.joinedAt.milliseconds) reads \(member.topics.entries) \
                owns \(member.logs.map(\.rawValue))
                """)
        }
        for holding in holdings.all {
            let target = holding.isRevoked ? " to \(holding.target.map { "\($0.rawValue)" } ?? "nobody")" : ""
            line("- log \(holding.log.rawValue) of \(holding.owner.rawValue)\(target)")
        }
        for position in offsets.all {
            line(
                """
                - offset \(position.log.rawValue): \(position.offset.rawValue) \
                at \(position.committedAt.milliseconds)\(position.isReset ? " reset" : "")\
                \(position.metadata.map { " \($0)" } ?? "")
                """)
        }
        for set in saved {
            let positions = set.positions.map { "\($0.log.rawValue):\($0.offset.rawValue)" }
            line("- saved \(set.name) at \(set.savedAt.milliseconds): \(positions.joined(separator: " "))")
        }
    }
}

extension GroupSettings {
    fileprivate var trace: String {
        """
        \(assignor) from \(start)\(isEphemeral ? " ephemeral" : "") session \(sessionTimeout.milliseconds) \
        processing \(processingTimeout.milliseconds)\
        \(offsetsExpire.map { " expire \($0.milliseconds)" } ?? "")\
        \(topics.map { " topics \($0.entries)" } ?? "")
        """
    }
}
