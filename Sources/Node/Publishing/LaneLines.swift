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
        var start = 0
        for one in each {
            let rest = suffixes.dropping(start)
            let end = start + (rest.firstIndex(of: 0x0A) ?? rest.count - 1) + 1
            let lane = priorities - 1 - Int(one.priority)
            traits[lane].append(one)
            lines[lane].append(start..<end)
            start = end
        }
        lanes = lines.indices.filter { !lines[$0].isEmpty }
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
            blocks.append(
                AppendCommand.Block(
                    log: queue[UInt16(lane)].id, count: UInt32(traits[lane].count),
                    bytes: views[index].count, each: traits[lane]))
        }
        first = blocks[0]
        rest = Array(blocks.dropFirst())
        bodies = Bodies(first: views[0], rest: Array(views.dropFirst()))
    }
}
