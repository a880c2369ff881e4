/// A queue in an array whose spent front is cut off now and then.
struct Fifo<Element> {
    private var elements: [Element] = []
    private var head = 0
    /// Elements that were ever dropped: the ordinal of the first one.
    private(set) var dropped: UInt64 = 0

    var count: Int { elements.count - head }
    var first: Element? { count == 0 ? nil : elements[head] }

    /// The element with an ordinal, which counts all that were ever appended.
    subscript(ordinal: UInt64) -> Element { elements[head + Int(ordinal - dropped)] }

    mutating func append(_ element: Element) { elements.append(element) }

    /// Puts an element in its place among the last ones, which are in order.
    mutating func insert(_ element: Element, by precedes: (Element, Element) -> Bool) {
        var index = elements.count
        while index > head, precedes(element, elements[index - 1]) { index -= 1 }
        elements.insert(element, at: index)
    }

    /// Drops the first element, if there is one.
    mutating func dropFirst() {
        guard count > 0 else { return }
        head += 1
        dropped += 1
        guard head >= 64, head * 2 >= elements.count else { return }
        elements.removeFirst(head)
        head = 0
    }

    /// Visits all in order.
    func forEach(_ body: (Element) -> Void) { for index in head..<elements.count { body(elements[index]) } }
}
