internal import Base
internal import Broker
internal import LogFormat

/// The lines of a publish to a queue, those of each priority in its lane.
///
/// With one priority they stand as they came, and nothing is copied.
struct LaneLines: ~Copyable {
    /// The lane of each block.
    private(set) var lanes: [Int] = []
    private(set) var first: AppendCommand.Block
    private(set) var rest: [AppendCommand.Block] = []
    private(set) var bodies: Bodies
    /// The number of each line, as they came, in the order of the blocks; empty when that is the same.
    private var order: [Int] = []
    /// Where the bodies stand when there are several.
    private var sorted = ByteBuffer()

    /// `each` is empty, or has the traits of each line; a priority that the queue has not is `badPriority`.
    init(
        count: Int, _ suffixes: ByteView, _ traits: MessageTraits, _ each: [MessageTraits], of queue: Queue
    ) throws(Refused) {
        let priorities = queue.settings.lanes.priorities
        for one in each.isEmpty ? [traits] : each where Int(one.priority) >= priorities {
            throw Refused(.badPriority(count: priorities))
        }
        let wanted = each.isEmpty ? traits.priority : each[0].priority
        let lane = priorities - 1 - Int(wanted)
        first = AppendCommand.Block(
            log: queue[UInt16(lane)].id, count: UInt32(count), bytes: suffixes.count, traits: traits,
            each: each)
        first.sizes = queue.settings.sizes(of: suffixes, count: count)
        bodies = Bodies(first: suffixes, rest: [])
        lanes = [lane]
        guard priorities > 1, each.contains(where: { $0.priority != wanted }) else { return }
        sort(suffixes, each, queue, priorities)
    }

    /// Copies the lines lane by lane, the highest priority first.
    private mutating func sort(
        _ suffixes: ByteView, _ each: [MessageTraits], _ queue: Queue, _ priorities: Int
    ) {
        var traits: [[MessageTraits]] = Array(repeating: [], count: priorities)
        var lines: [[Range<Int>]] = Array(repeating: [], count: priorities)
        var numbers: [[Int]] = Array(repeating: [], count: priorities)
        var start = 0
        for (number, one) in each.enumerated() {
            let rest = suffixes.dropping(start)
            let end = start + (rest.firstIndex(of: 0x0A) ?? rest.count - 1) + 1
            let lane = priorities - 1 - Int(one.priority)
            traits[lane].append(one)
            lines[lane].append(start..<end)
            numbers[lane].append(number)
            start = end
        }
        lanes = lines.indices.filter { !lines[$0].isEmpty }
        order = numbers.flatMap { $0 }
        sorted.reserve(suffixes.count)
        var ends: [Int] = []
        for lane in lanes {
            for line in lines[lane] { sorted.append(suffixes[line]) }
            ends.append(sorted.count)
        }
        var views: [ByteView] = []
        var blocks: [AppendCommand.Block] = []
        for (index, lane) in lanes.enumerated() {
            views.append(sorted.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
            var block = AppendCommand.Block(
                log: queue[UInt16(lane)].id, count: UInt32(traits[lane].count),
                bytes: views[index].count, each: traits[lane])
            block.sizes = queue.settings.sizes(of: views[index], count: traits[lane].count)
            blocks.append(block)
        }
        first = blocks[0]
        rest = Array(blocks.dropFirst())
        bodies = Bodies(first: views[0], rest: Array(views.dropFirst()))
    }

    /// What came before, by the numbers that the lines came with; of those that are alike the first one stays.
    func asTheyCame(_ duplicates: [Duplicate]) -> [Duplicate] {
        if order.isEmpty { return duplicates }
        // Which line came first of those that are alike, by the one that stands first; looked up, never iterated.
        var firsts: [Int: Int] = [:]
        for one in duplicates {
            guard case .item(let first) = one.of else { continue }
            firsts[first] = min(firsts[first] ?? order[first], order[one.item])
        }
        return duplicates.map { one in
            guard case .item(let first) = one.of else { return Duplicate(item: order[one.item], of: one.of) }
            let stays = firsts[first] ?? order[first]
            let item = order[one.item]
            return Duplicate(item: item == stays ? order[first] : item, of: .item(stays))
        }
        .sorted { $0.item < $1.item }
    }

    /// Where each line came to stand, as they came; empty when they stand one behind the other.
    func places(_ stored: Stored) -> [LaneOffset] {
        guard !order.isEmpty else { return [] }
        var places = order.map { _ in LaneOffset(.zero) }
        var next = 0
        for (index, lane) in lanes.enumerated() {
            let start = index == 0 ? stored.first : stored.rest[index - 1]
            let count = Int(index == 0 ? first.count : rest[index - 1].count)
            for line in 0..<count {
                places[order[next + line]] = LaneOffset(lane: UInt16(lane), start + line)
            }
            next += count
        }
        return places
    }
}
