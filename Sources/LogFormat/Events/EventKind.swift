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
    case extended = 51
    case delayed = 52
    case fellDue = 53
    case moved = 54
    case removed = 56
    case groupDeclared = 64
    case groupChanged = 65
    case groupDeleted = 66
    case memberJoined = 67
    case memberLeft = 68
    case groupAssigned = 69
    case offsetsCommitted = 70
    case offsetsExpired = 71
    case savedOffsetsChanged = 72
    case idempotentResult = 80
    case producerAdvanced = 81
    case resultsForgotten = 82
}
