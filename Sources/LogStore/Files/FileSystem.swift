package import Base

/// What the store asks of a file system; paths are taken as they are.
///
/// Whatever needs room throws `full` when there is none, but a sync: what became of it is unknown.
/// Two implementations: the real one, and a simulated one for tests that loses what was not synced.
package protocol FileSystem: Sendable {
    func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File
    /// Makes a directory whose parent exists; one that is there already is fine.
    func makeDirectory(_ path: String) throws(LogStoreError)
    /// Names in a directory, those of directories too, sorted.
    func list(_ path: String) throws(LogStoreError) -> [String]
    /// Moves a file over whatever has the new name.
    func rename(_ path: String, to newPath: String) throws(LogStoreError)
    func remove(_ path: String) throws(LogStoreError)
    /// Removes a directory, which must be empty.
    func removeDirectory(_ path: String) throws(LogStoreError)
    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(LogStoreError)
}

/// How a file is opened.
package enum OpenMode: Sendable {
    /// For reading and writing; it must be there.
    case existing
    /// For reading and writing; made when it is not there.
    case create
}

/// An open file; closed when the last reference goes. Any thread may use it.
package protocol File: AnyObject, Sendable {
    var path: String { get }
    /// Reads up to `buffer.count` bytes; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(LogStoreError) -> Int
    /// Writes all pieces one behind the other; after an error, `full` too, any part of them may be written.
    func write(_ pieces: [ByteView], at position: Int) throws(LogStoreError)
    /// Makes what was written durable, and the size with it.
    func sync() throws(LogStoreError)
    func size() throws(LogStoreError) -> Int
    /// Shows a range of the file, which must lie within it, as memory; what it shows must never change.
    func map(_ range: Range<Int>) throws(LogStoreError) -> MappedBytes
    /// Reserves disk for the first `bytes` bytes and makes the file that long; `full` when there is no room.
    func allocate(_ bytes: Int) throws(LogStoreError)
    func truncate(to bytes: Int) throws(LogStoreError)
    /// Takes the lock of the file if nobody else holds it; it is let go when the file closes.
    func tryLock() throws(LogStoreError) -> Bool
    /// Tells the system to begin writing out what was written; makes nothing durable.
    func startWriteOut(_ range: Range<Int>)
}

extension File {
    package func startWriteOut(_ range: Range<Int>) {}
}
