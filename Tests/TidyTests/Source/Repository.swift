import TestSupport

/// The working copy that these tests were built from.
enum Repository {
    /// Its root, found from where this file lies.
    static let root: String = {
        var parts = "\(#filePath)".split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/")
    }()

    /// Every Swift file below `folder`, in order.
    static func swiftFiles(in folder: String) -> [SourceFile] {
        files(in: folder).filter { $0.hasSuffix(".swift") }.map { SourceFile(path: $0, text: text(of: $0)) }
    }

    static let sources = swiftFiles(in: "Sources")
    static let tests = swiftFiles(in: "Tests")

    /// Paths of all files below `folder`, relative to the root; what is built or hidden is left out.
    static func files(in folder: String) -> [String] {
        names(in: folder).flatMap { name -> [String] in
            let path = folder.isEmpty ? name : folder + "/" + name
            let isFolder = !FileBytes.names(in: root + "/" + path).isEmpty
            return isFolder ? files(in: path) : [path]
        }
    }

    static func text(of path: String) -> String {
        String(decoding: FileBytes.read(root + "/" + path) ?? [], as: UTF8.self)
    }

    private static func names(in folder: String) -> [String] {
        FileBytes.names(in: root + "/" + folder).filter { $0 == ".ci" || !$0.hasPrefix(".") && $0 != "data" }
    }
}
