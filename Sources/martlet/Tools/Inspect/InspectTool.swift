internal import Base
internal import LogFormat
internal import LogStore

/// What `martlet inspect` is asked for.
struct InspectTool {
    enum Wish {
        case overview
        case verify
        case frame(UInt64)
        case block(log: String, offset: UInt64)
        case log(String)
    }

    let directory: String
    var isJSON = false
    /// Whether long lists are shown whole.
    var isAll = false

    /// Does it, prints, and answers the exit code.
    func run(_ wish: Wish) throws -> Int32 {
        let inspection = try DirectoryInspection(directory, fileSystem: RealFileSystem())
        let ink = Ink()
        switch wish {
        case .overview:
            let overview = try Overview(inspection)
            print(isJSON ? overview.json().text : overview.text(ink))
        case .verify:
            let verdict = try Verdict(inspection)
            print(isJSON ? verdict.json().text : verdict.text(ink))
            return verdict.code
        case .frame(let sequence): try show(frame: sequence, inspection, ink)
        case .block(let log, let offset):
            print(try LogShow(inspection, log).block(offset, all: isAll, ink: ink))
        case .log(let log): print(try LogShow(inspection, log).text(ink))
        }
        return ToolExit.sound
    }

    private func show(frame sequence: UInt64, _ inspection: DirectoryInspection, _ ink: Ink) throws {
        var names = LogNames()
        _ = try JournalVerifier(inspection.journal()).run { names.note($0) }
        let text = try inspection.frame(JournalSequence(sequence)) { frame in
            FrameText.text(frame, names: names, all: isAll, ink: ink)
        }
        guard let text else { throw ToolRefusal("the journal holds no sound frame \(sequence)") }
        print(text)
    }
}
