/// A queue in an array whose spent front is cut off now and then.
struct Fifo<Element> {
    private var elements: [Element] = []
    private var head = 0

    var count: Int { elements.count - head }
    var first: Element? { count == 0 ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    /// Drops the first element, if there is one.
    mutating func dropFirst() {
        guard count > 0 else { return }
        head += 1
        guard head >= 64, head * 2 >= elements.count else { return }
        elements.removeFirst(head)
        head = 0
    }

    /// Visits all in order.
    func forEach(_ body: (Element) -> Void) { for index in head..<elements.count { body(elements[index]) } }
}
