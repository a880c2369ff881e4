import Base
import Broker
import LogFormat

/// Commands of consumer groups.
///
/// ```
/// group N assignor= start= session= processing= expire= topics=a,b.* [ephemeral] [new] · change group N …
/// delete group N · pause N · unpause N
/// poll G MEMBER topics=a,b after=EPOCH[:orders/0@3,…] wait=MS · join G MEMBER topics=
/// heartbeat G MEMBER epoch=1 owned=orders/0,… · leave G MEMBER [epoch=1]
/// commit G MEMBER|- epoch=1 orders/0@3[:metadata] … · reset G orders/0@3 … [dry]
/// save G NAME · forget G NAME
/// ```
extension ScriptParser {
    func groupCommand(_ words: [String]) throws -> Command? {
        let options = Options(words.dropFirst())
        switch words[0] {
        case "group":
            return .declareGroup(
                namespace: try names.entity(options["in"] ?? "default"), name: words[1],
                wish: try groupWish(options), createOnly: options.has("new"))
        case "change" where words[1] == "group":
            return .changeGroup(try names.entity(words[2]), try groupWish(options))
        case "delete" where words[1] == "group": return .deleteGroup(try names.entity(words[2]))
        case "pause", "unpause":
            return .pauseGroup(try names.entity(words[1]), isPaused: words[0] == "pause")
        case "poll": return try poll(words, options)
        case "join":
            return .joinMember(
                JoinCommand(group: target(words[1]), member: words[2], topics: topics(options)))
        case "heartbeat":
            return .heartbeat(
                HeartbeatCommand(
                    group: try names.entity(words[1]), member: words[2],
                    epoch: UInt64(try options.number("epoch") ?? 0),
                    owned: try options["owned"].map { try $0.split(separator: ",").map(names.log) }))
        case "leave":
            return .leaveGroup(
                LeaveCommand(
                    group: try names.entity(words[1]), member: words[2],
                    epoch: try options.number("epoch").map { UInt64($0) }))
        case "commit": return try commit(words, options)
        case "reset":
            let positions = try places(words).map { LogPosition(log: $0.log, offset: $0.offset) }
            return .resetOffsets(
                ResetCommand(
                    group: try names.entity(words[1]), positions: positions, isDryRun: options.has("dry")))
        case "save": return .saveOffsets(try names.entity(words[1]), name: words[2])
        case "forget": return .dropSavedOffsets(try names.entity(words[1]), name: words[2])
        default: return nil
        }
    }

    private func target(_ name: String) -> GroupTarget {
        if let id = try? names.entity(name) { .known(id) } else { .named(EntityID(0), name) }
    }

    private func topics(_ options: Options) -> Subscription? {
        options["topics"].map { Subscription($0.split(separator: ",").map(String.init)) }
    }

    private func poll(_ words: [String], _ options: Options) throws -> Command {
        var after: PollCommand.After?
        if let text = options["after"] {
            let halves = text.split(separator: ":", maxSplits: 1)
            after = PollCommand.After(epoch: UInt64(try names.number(String(halves[0]))))
            if halves.count == 2 {
                after?.ends = try places(halves[1].split(separator: ",").map(String.init)).map {
                    LogEnd(log: $0.log, end: $0.offset)
                }
            }
        }
        return .poll(
            PollCommand(
                group: target(words[1]), member: words[2], topics: topics(options), after: after,
                wait: Interval(milliseconds: try options.number("wait") ?? 0)))
    }

    private func commit(_ words: [String], _ options: Options) throws -> Command {
        let author = CommitCommand.Author(
            member: words[2], epoch: UInt64(try options.number("epoch") ?? 0))
        return .commitOffsets(
            CommitCommand(
                group: try names.entity(words[1]), author: words[2] == "-" ? nil : author,
                offsets: try places(words)))
    }

    /// What `orders/0@3:metadata` names, word by word; others are passed over.
    func places(_ words: [String]) throws -> [CommittedOffset] {
        try words.filter { $0.contains("@") && !$0.contains("=") }.map { word in
            let halves = word.split(separator: "@")
            let rest = halves[1].split(separator: ":", maxSplits: 1)
            return CommittedOffset(
                log: try names.log(halves[0]), offset: Offset(UInt64(try names.number(String(rest[0])))),
                metadata: rest.count == 2 ? String(rest[1]) : nil)
        }
    }

    private func groupWish(_ options: Options) throws -> GroupWish {
        var wish = GroupWish(
            assignor: options["assignor"].flatMap { word in Assignor.allCases.first { "\($0)" == word } },
            start: options["start"].flatMap { word in GroupStart.allCases.first { "\($0)" == word } },
            isEphemeral: options.has("ephemeral") ? true : nil,
            sessionTimeout: try options.number("session").map { Interval(milliseconds: $0) },
            processingTimeout: try options.number("processing").map { Interval(milliseconds: $0) },
            offsetsExpire: try limit("expire", options) { Interval(milliseconds: $0) })
        if let topics = topics(options) {
            wish.topics = options["topics"] == "none" ? .none : .at(topics)
        }
        return wish
    }
}
