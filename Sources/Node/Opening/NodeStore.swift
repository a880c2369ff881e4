package import LogStore

/// Where a node keeps what it must not lose.
package struct NodeStore: Sendable {
    /// The data directory, which exists and is locked by this process.
    package let directory: String
    package let fileSystem: any FileSystem

    package init(directory: String, fileSystem: any FileSystem) {
        self.directory = directory
        self.fileSystem = fileSystem
    }
}
