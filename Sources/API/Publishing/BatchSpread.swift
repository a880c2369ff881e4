internal import Base
internal import Node

/// How the lines of one batch spread over the partitions of its topic.
///
/// Lines are added in their order; `sort` brings those of one partition together, in that order.
struct BatchSpread: ~Copyable {
    private struct Line {
        let end: Int
        let partition: Int32
        /// Its number within its partition.
        let ordinal: Int32
        /// The next line of its partition, or -1.
        var next: Int32
    }

    private struct Group {
        var first: Int32 = -1
        var last: Int32 = -1
        var count: Int32 = 0
    }

    /// How many partitions there are to choose from.
    let partitions: Int
    private var lines: [Line] = []
    private var groups: [Group]
    private var sorted = ByteBuffer()
    /// One for each partition that gets lines, once sorted; their bytes stand here.
    private(set) var blocks: [PublishBlock] = []

    init(partitions: Int) {
        self.partitions = partitions
        groups = Array(repeating: Group(), count: partitions)
    }

    /// Adds the line that ends at byte `end`.
    mutating func add(_ partition: Int, end: Int) {
        let index = Int32(lines.count)
        lines.append(Line(end: end, partition: Int32(partition), ordinal: groups[partition].count, next: -1))
        if groups[partition].first < 0 {
            groups[partition].first = index
        } else {
            lines[Int(groups[partition].last)].next = index
        }
        groups[partition].last = index
        groups[partition].count += 1
    }

    /// Copies `bytes`, in which the lines stand, partition by partition.
    mutating func sort(_ bytes: ByteView) {
        sorted.reserve(bytes.count)
        var starts: [(partition: Int, start: Int)] = []
        for partition in groups.indices where groups[partition].count > 0 {
            starts.append((partition, sorted.count))
            var index = Int(groups[partition].first)
            while index >= 0 {
                sorted.append(bytes[(index == 0 ? 0 : lines[index - 1].end)..<lines[index].end])
                index = Int(lines[index].next)
            }
        }
        for (index, group) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].start : sorted.count
            blocks.append(
                PublishBlock(
                    partition: group.partition, count: Int(groups[group.partition].count),
                    suffixes: sorted.bytes[group.start..<end]))
        }
    }

    /// Tells the lines of one partition, in their order, by their number among all.
    func forEachLine(of partition: Int, _ body: (_ line: Int) -> Void) {
        var index = Int(groups[partition].first)
        while index >= 0 {
            body(index)
            index = Int(lines[index].next)
        }
    }

    /// Tells where each line came to stand, in the order they were added.
    func forEachPlace(_ published: Published, _ body: (_ partition: Int, _ offset: Offset) -> Void) {
        var starts = Array(repeating: Offset.zero, count: partitions)
        starts[published.first.partition] = published.first.first
        for appended in published.rest { starts[appended.partition] = appended.first }
        for line in lines { body(Int(line.partition), starts[Int(line.partition)] + Int(line.ordinal)) }
    }
}
