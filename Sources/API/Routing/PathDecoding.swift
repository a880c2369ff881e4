internal import Base
internal import HTTPWire

/// Undoes the percent-encoding of a path, segment by segment.
enum PathDecoding {
    /// Appends the decoded path. A segment that would get a slash is refused: no name has one.
    static func decode(_ path: ByteView, into out: inout ByteBuffer) throws(Problem) {
        do throws(Refusal) { try PercentCoding.decode(path, into: &out) } catch { throw Problem(error) }
        guard out.bytes.slashes == path.slashes else {
            throw Problem(
                .invalidName, "A part of the path holds an encoded slash.",
                fix: "Use names of A-Z a-z 0-9 . _ - alone.")
        }
    }
}
