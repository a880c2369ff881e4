import Base
import Broker
import LogFormat

/// Commands of those who move messages by hand.
///
/// ```
/// remove Q 0,1 · relocate Q TARGET 0,1 [log=TOPIC/1] [job=1 from=0 next=2 state=completed]
/// redrive Q [to=queue:N|topic:N] [most=] [rate=] [ids=0,1] · unredrive Q NUMBER
/// ```
extension ScriptParser {
    func jobCommand(_ words: [String]) throws -> Command? {
        let options = Options(words.dropFirst())
        switch words[0] {
        case "remove":
            return .remove(
                RemoveCommand(queue: try names.entity(words[1]), places: try offsets(words[2])))
        case "relocate": return .relocate(try relocation(words, options))
        case "redrive":
            var order = RedriveOrder()
            if let parts = options["to"]?.split(separator: ":").map(String.init) {
                order.target = parts[0] == "queue" ? .queue(parts[1]) : .topic(parts[1])
            }
            order.most = UInt64(try options.number("most") ?? 0)
            order.rate = UInt32(try options.number("rate") ?? 0)
            if let ids = options["ids"] { order.places = try offsets(ids) }
            return .startRedrive(try names.entity(words[1]), order)
        case "unredrive":
            return .cancelRedrive(
                try names.entity(words[1]), number: UInt32(try names.number(words[2])))
        default: return nil
        }
    }

    private func offsets(_ word: String) throws -> [LaneOffset] {
        try word.split(separator: ",").map {
            LaneOffset(Offset(UInt64(try names.number(String($0)))))
        }
    }

    private func relocation(_ words: [String], _ options: Options) throws -> RelocateCommand {
        let places = try offsets(words[3])
        let log = try names.log(options["log"] ?? words[2])
        var command = RelocateCommand(
            source: try names.entity(words[1]), places: places, target: try names.entity(words[2]),
            version: UInt32(try options.number("version") ?? 0),
            blocks: places.map { _ in AppendCommand.Block(log: log, count: 1, bytes: 10) })
        if let job = try options.number("job") {
            var progress = RedriveProgress(watched: [])
            progress.next = LaneOffset(Offset(UInt64(try options.number("next") ?? 0)))
            progress.state =
                RedriveState.allCases.first { "\($0)" == options["state"] } ?? .running
            let from = LaneOffset(Offset(UInt64(try options.number("from") ?? 0)))
            command.step = RedriveStep(number: UInt32(job), from: from, progress: progress)
        }
        return command
    }
}
