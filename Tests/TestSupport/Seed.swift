/// The number that a generated test hangs on; a failure prints it, so that the run can be had again.
package struct Seed: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    package var description: String { "seed \(value)" }

    /// The seeds 1 ... `count`.
    package static func first(_ count: Int) -> [Seed] { (0..<count).map { Seed(UInt64($0) + 1) } }
}
