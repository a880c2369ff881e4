/// The number of each kind of event, as `docs/FORMAT.md` lists them; a number is never given twice.
package enum EventKind: UInt16, CaseIterable, Sendable {
    case shardOpened = 1
    case namespaceDeclared = 2
    case namespaceDeleted = 3
    case topicDeclared = 16
    case topicChanged = 17
    case topicDeleted = 18
    case queueDeclared = 24
    case queueChanged = 25
    case queueDeleted = 26
    case appended = 32
    case continued = 33
    case trimmed = 34
    case leased = 48
    case settled = 49
    case purged = 50
}
