import Base
import LogFormat

/// The file `format` of a data directory: which version of the format all of it is in.
package enum FormatFile {
    /// The version that this release writes and reads.
    package static let version = 1

    /// Checks the file, or writes it when the directory is new; `created` is an RFC 3339 time.
    ///
    /// Throws `unreadable` when another release wrote the directory in a version unknown here.
    package static func open(
        in directory: String, created: String, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        let path = "\(directory)/format"
        if try fileSystem.list(directory).contains("format") {
            try check(fileSystem.open(path, .existing))
        } else {
            try write(path, in: directory, created: created, fileSystem: fileSystem)
        }
    }

    private static func check(_ file: any File) throws(LogStoreError) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = try readAll(file, &bytes)
        let found = bytes.withByteView { version(in: $0[0..<count]) }
        guard let found else {
            throw .damaged(file: file.path, byte: 0, reason: "it does not say which format this is")
        }
        if found != version { throw .unreadable(file: file.path, byte: 0, .unknownFormat(UInt32(found))) }
    }

    /// The number behind `{"format":`.
    private static func version(in text: ByteView) -> Int? {
        let start: StaticString = "{\"format\":"
        guard text.hasPrefix(start) else { return nil }
        var digits = text.dropping(start.utf8CodeUnitCount)
        let end = digits.firstIndex(of: UInt8(ascii: ",")) ?? digits.firstIndex(of: UInt8(ascii: "}")) ?? 0
        digits = digits[0..<end]
        return Int(digits.string)
    }

    private static func write(
        _ path: String, in directory: String, created: String, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        let file = try fileSystem.open("\(path).new", .create)
        var text = ByteBuffer(capacity: 128)
        text.append("{\"format\":")
        text.append(decimal: version)
        text.append(",\"created\":\"")
        text.append(created)
        text.append("\"}\n")
        try file.truncate(to: 0)
        try file.write([text.bytes], at: 0)
        try file.sync()
        try fileSystem.rename("\(path).new", to: path)
        try fileSystem.syncDirectory(directory)
    }
}
