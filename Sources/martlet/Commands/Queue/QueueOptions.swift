internal import ArgumentParser
internal import Base
internal import JSONText

/// The options of `martlet queue declare` that say who gets messages, in which order, and how many there may be.
///
/// What a queue may do without is taken back with `none`.
struct QueueOptions: ParsableArguments {
    @Option(help: "How long messages live, or none.")
    var ttl: String?
    @Option(help: "How long the queue lives while nobody uses it, or none.")
    var expires: String?
    @Option(help: "Messages that may be ready or delayed, or none for no limit.")
    var maxLength: String?
    @Option(help: "Bytes of these, or none for no limit.")
    var maxBytes: String?
    @Option(help: "What a full queue does: reject, drop_head or dead_letter. (default: reject)")
    var overflow: String?
    @Option(help: "How many priorities messages have; said at the declaration.")
    var priorities: Int?
    @Option(help: "Every so manyth receive gets the lowest priority first, or none.")
    var lowestFirstEvery: String?
    @Flag(inversion: .prefixedNo, help: "Serve one consumer alone; the others stand by.")
    var singleActive: Bool?
    @Option(help: "Messages that a consumer may have in hand, or none for no limit.")
    var prefetch: String?
    @Option(help: "Keep the order of a group, a key or the queue through retries, or none.")
    var orderedBy: String?
    @Flag(inversion: .prefixedNo, help: "Let groups that have much in hand stand back.")
    var fair: Bool?
    @Option(help: "How long a message keeps others with its dedupe_id away, or none.")
    var dedupe: String?
    @Option(help: "The topic whose messages the queue hands out; said at the declaration.")
    var source: String?
    @Option(help: "Where it begins there: earliest, latest, offset:N or time:… (default: latest)")
    var from: String?
    @Option(help: "Bytes up to which retention leaves what the queue still needs, or none.")
    var holdRetention: String?

    func validate() throws {
        if from != nil, source == nil { throw ValidationError("--from needs --source") }
    }

    /// Adds what was given, and nothing else.
    func add(to wish: inout JSONLine) throws {
        wish.add("ttl", orNone: ttl)
        wish.add("expires", orNone: expires)
        try wish.add("max_length", countOrNone: maxLength)
        try wish.add("max_bytes", countOrNone: maxBytes)
        if let overflow { wish.add("overflow", overflow) }
        if let priorities { wish.add("priorities", priorities) }
        try wish.add("lowest_first_every", countOrNone: lowestFirstEvery)
        if let singleActive { wish.add("single_active", singleActive) }
        try wish.add("prefetch", countOrNone: prefetch)
        wish.add("ordered_by", orNone: orderedBy)
        if let fair { wish.add("fair", fair) }
        wish.add("dedupe", orNone: dedupe)
        if let source {
            var place = JSONLine()
            place.add("topic", source)
            if let from { place.add("from", from) }
            wish.add("source", place)
        }
        try wish.add("hold_retention", countOrNone: holdRetention)
    }
}

extension JSONLine {
    /// A text, or null where it is `none`; nothing where it was not given.
    fileprivate mutating func add(_ name: String, orNone text: String?) {
        guard let text else { return }
        if text == "none" { add(name, json: "null") } else { add(name, text) }
    }

    /// The same of a number.
    fileprivate mutating func add(_ name: String, countOrNone text: String?) throws {
        guard let text else { return }
        if text == "none" { return add(name, json: "null") }
        guard let count = Int(text) else {
            let option = name.replacing("_", with: "-")
            throw ValidationError("--\(option) takes a number or none, not \"\(text)\"")
        }
        add(name, count)
    }
}
