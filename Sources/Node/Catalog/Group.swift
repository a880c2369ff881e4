package import Base
package import LogFormat

/// A consumer group as it stood when it was looked up: immutable, replaced in its namespace when it changes.
///
/// Members, owners and offsets are the broker's; `status` shows them.
package final class Group: Sendable {
    package let id: EntityID
    package let name: String
    package let namespace: Namespace
    package let settings: GroupSettings
    package let isPaused: Bool
    package let declaredAt: Instant
    /// The polls that are on their way.
    let line: GroupLine
    /// How far it has come, for boards.
    let progress: GroupProgress

    init(
        id: EntityID, name: String, namespace: Namespace, settings: GroupSettings, isPaused: Bool,
        declaredAt: Instant, line: GroupLine = GroupLine(), progress: GroupProgress = GroupProgress()
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.isPaused = isPaused
        self.declaredAt = declaredAt
        self.line = line
        self.progress = progress
    }
}
