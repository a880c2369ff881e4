import CLinux
import Glibc

/// The machine's file system.
package struct RealFileSystem: FileSystem {
    package init() {}

    package func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File {
        let descriptor = unsafe martlet_open(path, mode == .create ? 1 : 0)
        if descriptor < 0 { throw .lacking("open", path, errno) }
        return RealFile(descriptor: descriptor, path: path)
    }

    package func makeDirectory(_ path: String) throws(LogStoreError) {
        if unsafe mkdir(path, 0o755) != 0, errno != EEXIST {
            throw .lacking("mkdir", path, errno)
        }
    }

    package func list(_ path: String) throws(LogStoreError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            throw .refused(operation: "opendir", path: path, code: errno)
        }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func rename(_ path: String, to newPath: String) throws(LogStoreError) {
        if unsafe Glibc.rename(path, newPath) != 0 {
            throw .lacking("rename", path, errno)
        }
    }

    package func remove(_ path: String) throws(LogStoreError) {
        if unsafe unlink(path) != 0 { throw .refused(operation: "unlink", path: path, code: errno) }
    }

    package func removeDirectory(_ path: String) throws(LogStoreError) {
        if unsafe rmdir(path) != 0 { throw .refused(operation: "rmdir", path: path, code: errno) }
    }

    package func syncDirectory(_ path: String) throws(LogStoreError) {
        let descriptor = unsafe martlet_open_directory(path)
        if descriptor < 0 { throw .refused(operation: "open", path: path, code: errno) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw .refused(operation: "fsync", path: path, code: errno) }
    }
}
