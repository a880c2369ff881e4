internal import Base
internal import LogFormat

/// An exchange: its settings, and its ways out by number.
final class Exchange {
    /// A binding, and how far it has taken in events.
    final class Kept {
        fileprivate(set) var binding: Binding
        fileprivate(set) var mark = EventMark()

        init(_ binding: Binding, _ mark: EventMark = EventMark()) {
            self.binding = binding
            self.mark = mark
        }
    }

    let id: EntityID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: ExchangeSettings
    /// How often its settings were changed.
    var version: UInt32 = 0
    /// Of its own events; bindings have theirs.
    var mark = EventMark()
    /// Ascending by number.
    private(set) var bindings: [Kept] = []
    /// Names of bindings to their numbers.
    private(set) var names = NameTable()
    /// Number of the next binding.
    private(set) var nextBinding: UInt32 = 0
    /// How many bindings lead to each target; looked up, never iterated.
    private var targets: [EntityID: Int] = [:]

    init(_ event: ExchangeDeclared) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        settings = event.settings
    }

    func binding(_ number: UInt32) -> Binding? {
        let index = place(of: number)
        return index < bindings.count && bindings[index].binding.number == number
            ? bindings[index].binding : nil
    }

    func leads(to target: EntityID) -> Bool { targets[target] != nil }

    /// How many bindings have numbers below.
    func place(of number: UInt32) -> Int { bindings.lowerBound { $0.binding.number < number } }

    /// Takes in a binding, in the place of the one of its number if there is one.
    func bind(_ binding: Binding, at sequence: JournalSequence) {
        let index = place(of: binding.number)
        if index < bindings.count, bindings[index].binding.number == binding.number {
            guard bindings[index].mark.admits(sequence) else { return }
            count(-1, to: bindings[index].binding.target)
            bindings[index].binding = binding
            return count(1, to: binding.target)
        }
        let kept = Kept(binding)
        _ = kept.mark.admits(sequence)
        insert(kept, at: index)
    }

    /// Puts back a binding that a snapshot tells of; false when its number is taken.
    func restore(_ binding: Binding, _ mark: EventMark) -> Bool {
        let index = place(of: binding.number)
        if index < bindings.count, bindings[index].binding.number == binding.number { return false }
        insert(Kept(binding, mark), at: index)
        return true
    }

    func unbind(_ number: UInt32) {
        let index = place(of: number)
        guard index < bindings.count, bindings[index].binding.number == number else { return }
        let gone = bindings.remove(at: index).binding
        names.release(gone.name, of: number)
        count(-1, to: gone.target)
    }

    /// Drops every binding that `isGone` says.
    func unbindAll(where isGone: (Binding) -> Bool) {
        for kept in bindings where isGone(kept.binding) {
            names.release(kept.binding.name, of: kept.binding.number)
            count(-1, to: kept.binding.target)
        }
        bindings.removeAll { isGone($0.binding) }
    }

    func restore(nextBinding: UInt32) { self.nextBinding = max(self.nextBinding, nextBinding) }

    private func insert(_ kept: Kept, at index: Int) {
        bindings.insert(kept, at: index)
        names.claim(kept.binding.name, for: kept.binding.number)
        count(1, to: kept.binding.target)
        nextBinding = max(nextBinding, kept.binding.number + 1)
    }

    private func count(_ change: Int, to target: EntityID) {
        let sum = (targets[target] ?? 0) + change
        targets[target] = sum == 0 ? nil : sum
    }
}
