internal import Base

/// The patterns of a `topic` exchange, word by word: one step for each word of a key and each pattern still possible.
///
/// A key is followed through all branches at once; a node is reached at most once for each word, so that no
/// patterns make it take longer than the key's words times the nodes.
struct TopicTrie {
    /// How a node hangs on the one above it.
    private enum Link {
        case root
        case word(UInt32)
        case star
        case hash
    }

    private struct Node {
        var parent: UInt32
        var link: Link
        /// Children by words.
        var words: UInt32 = 0
        /// Children for `*` and `#`; 0 for none, since the root is nobody's child.
        var star: UInt32 = 0
        var hash: UInt32 = 0
        /// Numbers of the bindings whose patterns end here.
        var bindings: [UInt32] = []
        /// The step at which it was reached last.
        var stamp: UInt64 = 0
        var isHash: Bool { if case .hash = link { true } else { false } }
        var isEmpty: Bool { words == 0 && star == 0 && hash == 0 && bindings.isEmpty }
    }

    private static let root: UInt32 = 0

    private var nodes = [Node(parent: 0, link: .root)]
    private var freeNodes: [UInt32] = []
    /// Children by node and word; looked up, never iterated.
    private var children: [UInt64: UInt32] = [:]
    private var words = NameTable()
    /// How many nodes hang by each word.
    private var uses: [UInt32] = []
    private var texts: [[UInt8]] = []
    private var freeWords: [UInt32] = []
    private var step: UInt64 = 0
    private var reached: [UInt32] = []
    private var before: [UInt32] = []

    mutating func insert(_ pattern: ByteView, _ number: UInt32) {
        var node = Self.root
        var words = KeyWords(pattern)
        while let word = words.next() { node = makeChild(of: node, word) }
        nodes[Int(node)].bindings.append(number)
    }

    mutating func remove(_ pattern: ByteView, _ number: UInt32) {
        var node: UInt32? = Self.root
        var words = KeyWords(pattern)
        while let word = words.next() { node = node.flatMap { child(of: $0, word) } }
        guard var place = node, let index = nodes[Int(place)].bindings.firstIndex(of: number) else { return }
        nodes[Int(place)].bindings.remove(at: index)
        while place != Self.root, nodes[Int(place)].isEmpty { place = cut(place) }
    }

    /// Appends the numbers of the bindings whose patterns take `key`, in no order.
    mutating func match(_ key: ByteView, into numbers: inout [UInt32]) {
        reached.removeAll(keepingCapacity: true)
        step += 1
        reach(Self.root)
        var rest = KeyWords(key)
        while let word = rest.next() {
            step += 1
            swap(&reached, &before)
            reached.removeAll(keepingCapacity: true)
            let known = words.find(word)
            for index in before.indices { go(from: before[index], by: known) }
        }
        for place in reached { numbers.append(contentsOf: nodes[Int(place)].bindings) }
    }

    /// Goes from a node to all that take one more word.
    private mutating func go(from place: UInt32, by word: UInt32?) {
        let (words, star, isHash) = (
            nodes[Int(place)].words, nodes[Int(place)].star, nodes[Int(place)].isHash
        )
        if isHash { reach(place) }
        if star != 0 { reach(star) }
        if words > 0, let word, let child = children[Self.edge(place, word)] { reach(child) }
    }

    /// Goes to a node, and on to what lies behind a `#` that takes no word.
    private mutating func reach(_ place: UInt32) {
        var place = place
        while nodes[Int(place)].stamp != step {
            nodes[Int(place)].stamp = step
            reached.append(place)
            guard nodes[Int(place)].hash != 0 else { return }
            place = nodes[Int(place)].hash
        }
    }

    private static func edge(_ node: UInt32, _ word: UInt32) -> UInt64 { UInt64(node) << 32 | UInt64(word) }

    private func child(of node: UInt32, _ word: ByteView) -> UInt32? {
        let found: UInt32?
        if word == "*" {
            found = nodes[Int(node)].star
        } else if word == "#" {
            found = nodes[Int(node)].hash
        } else {
            found = words.find(word).flatMap { children[Self.edge(node, $0)] }
        }
        return found == 0 ? nil : found
    }

    private mutating func makeChild(of node: UInt32, _ word: ByteView) -> UInt32 {
        if let found = child(of: node, word) { return found }
        let link: Link = word == "*" ? .star : word == "#" ? .hash : .word(id(of: word))
        let fresh = Node(parent: node, link: link)
        let place = freeNodes.popLast() ?? UInt32(nodes.count)
        if Int(place) == nodes.count { nodes.append(fresh) } else { nodes[Int(place)] = fresh }
        switch link {
        case .root: break
        case .star: nodes[Int(node)].star = place
        case .hash: nodes[Int(node)].hash = place
        case .word(let id):
            children[Self.edge(node, id)] = place
            nodes[Int(node)].words += 1
            uses[Int(id)] += 1
        }
        return place
    }

    /// Takes an empty node off the one above it, and tells which that is.
    private mutating func cut(_ place: UInt32) -> UInt32 {
        let parent = nodes[Int(place)].parent
        switch nodes[Int(place)].link {
        case .root: break
        case .star: nodes[Int(parent)].star = 0
        case .hash: nodes[Int(parent)].hash = 0
        case .word(let id):
            children[Self.edge(parent, id)] = nil
            nodes[Int(parent)].words -= 1
            uses[Int(id)] -= 1
            if uses[Int(id)] == 0 { forget(id) }
        }
        freeNodes.append(place)
        return parent
    }

    private mutating func id(of word: ByteView) -> UInt32 {
        if let known = words.find(word) { return known }
        let id = freeWords.popLast() ?? UInt32(uses.count)
        if Int(id) == uses.count {
            uses.append(0)
            texts.append([])
        }
        texts[Int(id)] = word.array
        _ = words.insert(word, id: id)
        return id
    }

    private mutating func forget(_ id: UInt32) {
        texts[Int(id)].withByteView { _ = words.remove($0) }
        texts[Int(id)] = []
        freeWords.append(id)
    }
}

/// Goes over the words of a routing key or pattern.
struct KeyWords {
    private let text: ByteView
    private var start = 0

    init(_ text: ByteView) {
        self.text = text
        if text.isEmpty { start = 1 }
    }

    mutating func next() -> ByteView? {
        guard start <= text.count else { return nil }
        let end = TopicPattern.wordEnd(text, from: start)
        defer { start = end + 1 }
        return text[start..<end]
    }
}
