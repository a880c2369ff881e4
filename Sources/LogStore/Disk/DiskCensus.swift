/// Walks through a data directory once, beside the traffic, so that every file in it counts.
struct DiskCensus: Sendable {
    /// Directories of one step.
    private static let stepDirectories = 32

    private var directories: [String]

    init(_ directory: String) { directories = [directory] }

    /// Counts the files of some more directories; true when there are no more.
    mutating func step(_ files: MeteredFileSystem) throws(LogStoreError) -> Bool {
        for _ in 0..<Self.stepDirectories {
            guard let directory = directories.popLast() else { break }
            let names: [String]
            do throws(LogStoreError) { names = try files.list(directory) } catch {
                // It went meanwhile, or was a file that did.
                if error.isMissing { continue }
                throw error
            }
            for name in names {
                let path = "\(directory)/\(name)"
                if try !files.count(path) { directories.append(path) }
            }
        }
        return directories.isEmpty
    }
}
