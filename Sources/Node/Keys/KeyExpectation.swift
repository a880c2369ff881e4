package import Base
package import LogFormat

/// What a publisher expects the latest message of a line's key to be.
package struct KeyExpectation: Sendable {
    /// A line of the same block and key before this one: it will be the latest then.
    package struct Earlier: Sendable {
        package let line: Int
        package let isTombstone: Bool

        package init(line: Int, isTombstone: Bool) {
            self.line = line
            self.isTombstone = isTombstone
        }
    }

    /// Number of the line in its block.
    package var line: Int
    /// Number of the message in its request, for the refusal.
    package var item: Int
    package var key: KeyHash
    /// The offset of its latest message; nil when there shall be none, or a tombstone.
    package var wanted: Offset?
    package var earlier: Earlier?

    package init(line: Int, item: Int, key: KeyHash, wanted: Offset?, earlier: Earlier? = nil) {
        self.line = line
        self.item = item
        self.key = key
        self.wanted = wanted
        self.earlier = earlier
    }
}
