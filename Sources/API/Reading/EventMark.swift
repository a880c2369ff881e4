internal import Base

/// The ids of events from one partition: the cursor behind each of them, the other partitions as they stand.
struct EventMark: ~Copyable {
    private var cursor: Cursor
    private let partition: Int
    private var scratch = ByteBuffer()

    init(_ cursor: Cursor, partition: Int) {
        self.cursor = cursor
        self.partition = partition
    }

    /// Appends the id of the event at `offset`.
    mutating func write(behind offset: Offset, into out: inout ByteBuffer) {
        cursor.offsets[partition] = offset + 1
        cursor.write(into: &out, scratch: &scratch)
    }
}
