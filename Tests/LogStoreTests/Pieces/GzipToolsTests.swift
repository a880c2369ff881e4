import Base
import Glibc
import LogFormat
import LogStore
import TestSupport
import Testing

/// Pieces on a real disk, read by the tools that people have.
@Suite(.enabled(if: access("/bin/gzip", X_OK) == 0 && access("/usr/bin/jq", X_OK) == 0))
struct GzipToolsTests {
    private let directory: TemporaryDirectory
    private let store: PieceStore

    init() throws {
        directory = try TemporaryDirectory()
        store = PieceStore(directory.path, fileSystem: RealFileSystem())
    }

    private func finishes(_ script: String, _ argument: String) throws -> (lines: [String], isSound: Bool) {
        let process = try ChildProcess("/bin/sh", ["-c", script, "sh", argument])
        var lines: [String] = []
        while let line = process.nextLine() { lines.append(line) }
        return (lines, process.waitForExit() == .code(0))
    }

    @Test(arguments: CodecTests.densities)
    func `gzip finds a piece sound, and jq reads its messages`(density: Density) throws {
        let sample = SampleLog(seed: 4, count: 50, isSparse: true)
        let piece = try sample.write(to: store, density: density)
        #expect(try finishes("gzip -t < \"$1\"", store.path(of: piece)).isSound)
        let (offsets, isSound) = try finishes("gzip -dc < \"$1\" | jq .offset", store.path(of: piece))
        #expect(isSound && offsets == sample.lines.map { String($0.offset.rawValue) })
    }

    @Test func `gzip finds a run of mapped blocks sound`() throws {
        let sample = SampleLog(seed: 4, count: 100)
        let piece = try sample.write(to: store)
        let run = try store.stored(piece, from: 3, through: piece.blocks - 2)
        var member = ByteBuffer()
        GzipFraming.appendHeader(into: &member)
        member.append(run.bytes.bytes)
        GzipFraming.appendEnd(crc32: run.crc32, plainBytes: run.plainBytes, into: &member)
        let path = "\(directory.path)/run.gz"
        try FileBytes.write(member.bytes.array, to: path)
        let (lines, isSound) = try finishes("gzip -dc < \"$1\"", path)
        let expected = sample.lines.filter { $0.offset >= run.first && $0.offset <= run.last }
        #expect(isSound && lines.map { Array($0.utf8) + [0x0A] } == expected.map(\.bytes))
    }

    @Test func `a merge on a real disk reads back`() throws {
        let sample = SampleLog(seed: 4, count: 100)
        let piece = try sample.write(to: store, density: .stored)
        var merge = Merge([piece], in: store, recipe: .recompress)
        var step = try merge.step()
        while step == .working { step = try merge.step() }
        guard case .done(let merged?) = step else { throw LogStoreError.frozen }
        try store.verify(merged)
        try store.remove(piece)
        #expect(try store.lines(of: merged) == sample.bytes)
        #expect(merged.fileBytes < piece.fileBytes)
    }
}
