internal import Base
internal import LogFormat

/// The partitions that a group reads, and who may have each: what an assignor shares out.
struct Share {
    struct Part {
        let log: LogID
        let topic: Int
        let partition: Int
        /// Readers, as indexes, who are to have it, and who has it; nil when they do not read it.
        var target: Int?
        var owner: Int?
    }

    /// Members, ascending by id.
    let readers: [GroupDraft.Reader]
    /// Readers of each topic, as ascending indexes.
    private(set) var candidates: [[Int]] = []
    /// Whether a reader reads a topic: by topic, then by reader.
    private(set) var reads: [[Bool]] = []
    /// Ascending by log.
    private(set) var parts: [Part] = []

    init(readers: [GroupDraft.Reader]) { self.readers = readers }

    /// Adds a topic and its partitions.
    mutating func add(_ topic: Topic, readers names: [Int]) {
        var isReader = [Bool](repeating: false, count: readers.count)
        for index in names { isReader[index] = true }
        for (partition, log) in topic.logs.enumerated() {
            parts.append(Part(log: log, topic: candidates.count, partition: partition))
        }
        candidates.append(names)
        reads.append(isReader)
    }

    /// Takes in who holds what, once all topics are there.
    mutating func take(_ held: [GroupDraft.Part]) {
        parts.sort { $0.log < $1.log }
        var index = 0
        for part in held {
            while index < parts.count, parts[index].log < part.ownership.log { index += 1 }
            guard index < parts.count, parts[index].log == part.ownership.log else { continue }
            parts[index].target = reader(part.ownership.target, of: parts[index].topic)
            parts[index].owner = reader(part.ownership.owner, of: parts[index].topic)
        }
    }

    private func reader(_ id: MemberID?, of topic: Int) -> Int? {
        guard let id else { return nil }
        let index = readers.lowerBound { $0.id < id }
        return index < readers.count && readers[index].id == id && reads[topic][index] ? index : nil
    }

    /// Who is to have each partition, ascending by log.
    func assigned(by assignor: Assignor) -> [(log: LogID, target: MemberID)] {
        let chosen =
            switch assignor {
            case .sticky: StickyAssignor(self).chosen
            case .range: RangeAssignor.chosen(self)
            }
        return parts.indices.map { (parts[$0].log, readers[chosen[$0]].id) }
    }
}
