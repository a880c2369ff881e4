/// Who holds leases of a queue, by the names that receivers give themselves.
///
/// Each name has a number as long as it holds something; 0 stands for all that gave none. Derived from events.
struct Consumers {
    private struct Entry {
        var name: String
        /// Messages in its hands.
        var held: Int
    }

    static let nameless: UInt32 = 0

    private var entries = [Entry(name: "", held: 0)]
    private var free: [UInt32] = []
    // Looked up, never iterated.
    private var numberOf: [String: UInt32] = [:]
    /// While a snapshot visits the queue, whoever holds nothing any more keeps its number.
    private var isFrozen = false

    /// The name behind a number; nil where none was given.
    func name(_ number: UInt32) -> String? { number == Self.nameless ? nil : entries[Int(number)].name }

    /// The number of a name that holds something.
    func number(of name: String?) -> UInt32? {
        guard let name else { return Self.nameless }
        return numberOf.isEmpty ? nil : numberOf[name]
    }

    /// Whether somebody of a name holds something.
    var hasNames: Bool { !numberOf.isEmpty }

    /// Messages in the hands of `name`.
    func held(by name: String?) -> Int { number(of: name).map { entries[Int($0)].held } ?? 0 }

    /// Adds messages to what `name` holds; returns its number.
    mutating func hold(_ name: String?, _ count: Int) -> UInt32 {
        let number = number(of: name) ?? place(name ?? "")
        hold(number, count)
        return number
    }

    mutating func hold(_ number: UInt32, _ count: Int) { entries[Int(number)].held += count }

    /// Takes messages from what is held.
    mutating func letGo(_ number: UInt32, _ count: Int) {
        entries[Int(number)].held -= count
        if number != Self.nameless, entries[Int(number)].held == 0, !isFrozen { forget(number) }
    }

    /// Takes everything from everybody.
    mutating func letGoAll() {
        for number in entries.indices where entries[number].held > 0 {
            letGo(UInt32(number), entries[number].held)
        }
    }

    private mutating func place(_ name: String) -> UInt32 {
        let number: UInt32
        if let reused = free.popLast() {
            number = reused
            entries[Int(number)] = Entry(name: name, held: 0)
        } else {
            number = UInt32(entries.count)
            entries.append(Entry(name: name, held: 0))
        }
        numberOf[name] = number
        return number
    }

    private mutating func forget(_ number: UInt32) {
        numberOf[entries[Int(number)].name] = nil
        entries[Int(number)].name = ""
        free.append(number)
    }

    // MARK: being visited by a snapshot

    mutating func freeze() { isFrozen = true }

    mutating func thaw() {
        guard isFrozen else { return }
        isFrozen = false
        for number in entries.indices.dropFirst() where entries[number].held == 0 {
            if numberOf[entries[number].name] == UInt32(number) { forget(UInt32(number)) }
        }
    }
}
