import Glibc
package import LogFormat

/// What can go wrong between memory and disk.
package enum LogStoreError: Error, Sendable {
    /// The operating system refused an operation; `code` is its errno.
    case refused(operation: StaticString, path: String, code: Int32)
    /// No room: the disk is full, or a bound is reached. Only a write to a file may have begun.
    case full
    /// Another process serves this directory; `pid` is what its lock file says.
    case locked(path: String, pid: Int?)
    /// Bytes that were once acknowledged are not what was written.
    case damaged(file: String, byte: Int, reason: String)
    /// Sound bytes that this release cannot read: a newer one wrote them.
    case unreadable(file: String, byte: Int, FormatError)
    /// The outcome of an earlier write is unknown: nothing may be written until a restart has looked.
    case frozen
    /// The bytes are gone: the journal was trimmed beyond them.
    case trimmed
}

extension LogStoreError {
    /// A refusal of what needs room: `full` when that is what lacks.
    static func lacking(_ operation: StaticString, _ path: String, _ code: Int32) -> LogStoreError {
        code == ENOSPC || code == EDQUOT ? .full : .refused(operation: operation, path: path, code: code)
    }

    /// Whether a file is not there, or what is there is none.
    var isMissing: Bool {
        guard case .refused(_, _, let code) = self else { return false }
        return code == ENOENT || code == EISDIR || code == ENOTDIR
    }

    /// A refusal for one who may not go on, lack of room or not, since the outcome is unknown.
    func unknown(_ operation: StaticString, _ path: String) -> LogStoreError {
        if case .full = self { .refused(operation: operation, path: path, code: ENOSPC) } else { self }
    }
}

extension LogStoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(let operation, let path, let code):
            "\(operation) \(path): errno \(code) (\(Self.text(of: code)))"
        case .full: "no room left on the disk"
        case .locked(let path, let pid?): "\(path) is in use by process \(pid)"
        case .locked(let path, nil): "\(path) is in use by another process"
        case .damaged(let file, let byte, let reason): "\(file) is damaged at byte \(byte): \(reason)"
        case .unreadable(let file, let byte, let error):
            "\(file) cannot be read at byte \(byte): \(error); was it written by a newer release?"
        case .frozen: "the journal is frozen after a failed write"
        case .trimmed: "the journal no longer holds these bytes"
        }
    }

    /// What the machine says of an errno.
    private static func text(of code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "unknown" }
        return unsafe String(cString: text)
    }
}
