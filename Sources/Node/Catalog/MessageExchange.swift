package import Base
package import LogFormat

/// An exchange as it stood when it was looked up: immutable, replaced in its namespace when it changes.
///
/// Its bindings are shared by all its versions. The default exchange has no id, and no bindings that could be told.
package final class MessageExchange: Sendable {
    package let id: EntityID?
    package let name: String
    package let namespace: Namespace
    package let settings: ExchangeSettings
    package let declaredAt: Instant
    let version: UInt32
    /// Its bindings, ready to route by.
    let ways: ExchangeWays
    package let counters: ExchangeCounters

    init(
        id: EntityID?, name: String, namespace: Namespace, settings: ExchangeSettings, declaredAt: Instant,
        version: UInt32 = 0, ways: ExchangeWays? = nil, counters: ExchangeCounters = ExchangeCounters()
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.declaredAt = declaredAt
        self.version = version
        self.ways = ways ?? ExchangeWays(settings.type)
        self.counters = counters
    }

    /// Whether it is the one that knows each queue by its name.
    package var isDefault: Bool { id == nil }

    /// All bindings by name.
    package func bindings() -> [BindingView] { ways.sorted }

    /// The binding of this name as it stands now.
    package func binding(_ name: ByteView) -> BindingView? { ways.find(name) }

    package var bindingCount: Int { ways.count }
}
