package import Base

/// A queue got other settings.
package struct QueueChanged: Equatable, Sendable {
    package var id: EntityID
    /// All settings as they are from now on.
    package var settings: QueueSettings

    package init(id: EntityID, settings: QueueSettings) {
        self.id = id
        self.settings = settings
    }
}
