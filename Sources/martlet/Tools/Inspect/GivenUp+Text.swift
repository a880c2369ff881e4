internal import Base
internal import LogFormat
internal import LogStore

extension GivenUp {
    /// A plain account, one sentence each.
    func sentences(_ names: LogNames) -> [String] {
        var lines: [String] = []
        if let commands {
            let (first, last) = (commands.lowerBound.rawValue, commands.upperBound.rawValue)
            lines.append(first == last ? "command \(first)" : "commands \(first)…\(last)")
        }
        for log in logs {
            for offsets in messages[log] ?? [] {
                let (first, last) = (offsets.lowerBound.rawValue, offsets.upperBound.rawValue - 1)
                lines.append(
                    first == last
                        ? "message \(first) of \(names.text(of: log))"
                        : "messages \(first)…\(last) of \(names.text(of: log))")
            }
        }
        for kind in EventKind.allCases {
            if let count = events[kind], kind != .shardOpened {
                lines.append("\(count) × \(Self.words(kind))")
            }
        }
        if isAtLeast { lines.append("and whatever else the damaged bytes held") }
        return lines
    }

    private static func words(_ kind: EventKind) -> String {
        switch kind {
        case .namespaceDeclared: "namespace declared"
        case .namespaceDeleted: "namespace deleted"
        case .topicDeclared: "topic declared"
        case .topicChanged: "topic changed"
        case .topicDeleted: "topic deleted"
        case .queueDeclared: "queue declared"
        case .queueChanged: "queue changed"
        case .queueDeleted: "queue deleted"
        case .leased: "messages leased (they are ready again)"
        case .settled: "leases ended (settled messages may come again)"
        case .purged: "queue purged"
        case .extended: "leases extended (their messages may come again)"
        case .delayed: "messages delayed"
        case .expiring: "messages told until when they live (they live on)"
        case .identified: "messages of a queue that are not recognised any more when they come again"
        case .blamed: "messages told how often they failed before (they begin anew)"
        case .weighed: "bytes of messages of a queue (they count as none)"
        case .removed: "messages removed that nobody had in hand"
        case .lanesAdded: "lanes of a queue added"
        case .outrun: "messages of a queue given up that retention had taken"
        case .moved: "dead letters moved (they are moved again)"
        case .fellDue: "delayed messages fell due (they do so again)"
        case .idempotentResult, .producerAdvanced:
            "publish that is not recognised any more when it comes again"
        case .redriveStarted: "redrive started"
        case .redriveAdvanced: "redrive went on (it does so again)"
        case .groupDeclared: "group declared"
        case .groupChanged: "group changed"
        case .groupDeleted: "group deleted"
        case .memberJoined: "member of a group joined (it joins again by itself)"
        case .memberLeft: "member of a group left"
        case .groupAssigned: "partitions of a group shared out"
        case .offsetsCommitted: "offsets of a group committed (messages since may come again)"
        case .offsetsExpired: "offsets of a group expired"
        case .savedOffsetsChanged: "saved offsets of a group changed"
        case .scheduleSet: "schedule declared"
        case .scheduleFired: "run of a schedule (it takes place again)"
        case .schedulePaused: "schedule paused or resumed"
        case .schedulesDeleted: "schedules deleted"
        case .exchangeDeclared: "exchange declared"
        case .exchangeChanged: "exchange changed"
        case .exchangeDeleted: "exchange deleted"
        case .policyDeclared: "policy declared"
        case .policyChanged: "policy changed"
        case .policyDeleted: "policy deleted"
        case .bound: "binding declared or changed"
        case .unbound: "binding deleted"
        case .messagePrepared: "message prepared"
        case .preparedEnded: "prepared message committed or rolled back"
        default: "\(kind)"
        }
    }

    func json(_ names: LogNames) -> JSONLine {
        var line = JSONLine()
        if let commands {
            line.add("first_command", commands.lowerBound.rawValue)
            line.add("last_command", commands.upperBound.rawValue)
        }
        line.add(
            "messages",
            logs.flatMap { log in
                (messages[log] ?? []).map { offsets in
                    var entry = JSONLine()
                    entry.add("log", UInt64(log.rawValue))
                    entry.add("name", names.text(of: log))
                    entry.add("first_offset", offsets.lowerBound.rawValue)
                    entry.add("last_offset", offsets.upperBound.rawValue - 1)
                    return entry
                }
            })
        line.add("at_least", isAtLeast)
        return line
    }
}
