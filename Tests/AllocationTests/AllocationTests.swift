import TestSupport
import Testing

/// What commands take from the heap, compared with numbers that are checked in.
@Suite
struct AllocationTests {
    /// Fewer is a reason to write the new numbers down, more a reason to look for the cause.
    @Test func `commands and requests take from the heap what they took before`() throws {
        let process = try ChildProcess(MartletProcess.beside("allocations"), [])
        var lines: [String] = []
        while let line = process.nextLine() { lines.append(line) }
        #expect(process.waitForExit() == .code(0))
        #expect(lines == Self.known)
    }

    /// `allocations.txt`, written by `.build-debug/debug/allocations`.
    private static var known: [String] {
        let here = #filePath
        let folder = here[..<(here.lastIndex(of: "/") ?? here.startIndex)]
        let bytes = FileBytes.read(folder + "/allocations.txt") ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
