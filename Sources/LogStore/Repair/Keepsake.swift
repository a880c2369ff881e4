/// Keeps what a repair changes, under `repaired-<time>` in the data directory, by its path in there.
package final class Keepsake {
    package let directory: String
    private let root: String
    private let fileSystem: any FileSystem

    /// `name` is the folder's name, such as `repaired-2026-11-22T10-00-00Z`; it is made when first needed.
    package init(_ name: String, in root: String, fileSystem: any FileSystem) {
        self.root = root
        self.fileSystem = fileSystem
        directory = "\(root)/\(name)"
    }

    /// Copies a file that will be changed, durably; one that is there already stays, being the older.
    func keep(_ path: String) throws(LogStoreError) {
        let place = try place(of: path)
        if place.isTaken { return }
        try FileCopy.copy(fileSystem.open(path, .existing), to: place.path, fileSystem: fileSystem)
        try fileSystem.syncDirectory(place.directory)
    }

    /// Moves a file that will not be needed.
    func take(_ path: String) throws(LogStoreError) {
        let place = try place(of: path)
        try fileSystem.rename(path, to: place.path)
        try fileSystem.syncDirectory(place.directory)
        try fileSystem.syncDirectory(Self.parent(of: path))
    }

    private func place(
        of path: String
    ) throws(LogStoreError) -> (path: String, directory: String, isTaken: Bool) {
        var folder = directory
        try fileSystem.makeDirectory(folder)
        try fileSystem.syncDirectory(root)
        let parts = path.dropFirst(root.count).split(separator: "/").map(String.init)
        for part in parts.dropLast() {
            let parent = folder
            folder += "/" + part
            try fileSystem.makeDirectory(folder)
            try fileSystem.syncDirectory(parent)
        }
        let name = parts.last ?? "file"
        let isTaken = try fileSystem.list(folder).contains(name)
        return ("\(folder)/\(name)", folder, isTaken)
    }

    static func parent(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
