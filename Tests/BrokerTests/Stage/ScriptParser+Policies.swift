import Base
import Broker
import LogFormat

/// Commands of policies.
///
/// ```
/// policy N queues|topics pattern=job* priority=NUMBER [new] and what a queue or topic takes · delete policy N
/// ```
extension ScriptParser {
    func policyCommand(_ words: [String]) throws -> Command? {
        let options = Options(words.dropFirst())
        switch words[0] {
        case "policy":
            var wish = PolicyWish(
                pattern: options["pattern"], priority: try options.number("priority").map { Int($0) })
            if options.has("queues") { wish.settings = .queues(try queueWish(options)) }
            if options.has("topics") { wish.settings = .topics(try topicWish(options)) }
            return .declarePolicy(
                namespace: try names.entity(options["in"] ?? "default"), name: words[1], wish: wish,
                createOnly: options.has("new"))
        case "delete" where words[1] == "policy": return .deletePolicy(try names.entity(words[2]))
        default: return nil
        }
    }

    /// Members that a change takes back.
    func members<Member: RuledMember>(_ options: Options) throws -> MemberSet<Member> {
        var members = MemberSet<Member>()
        for word in options["unsaid"]?.split(separator: ",") ?? [] {
            guard let member = Member(named: String(word)) else { throw ScriptError("no member \(word)") }
            members.insert(member)
        }
        return members
    }
}
