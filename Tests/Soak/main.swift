import Glibc
import TestSupport

/// What a soak is told.
struct Arguments {
    var binary = MartletProcess.beside("martlet")
    var seconds = 600.0
    var seed: UInt64 = 1
    var folder: String
    private let kept: TemporaryFolder

    init(_ words: [String]) {
        kept = TemporaryFolder()
        folder = kept.path + "/data"
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch (word, rest.popFirst()) {
            case ("--minutes", let text?): seconds = (Double(text) ?? 10) * 60
            case ("--seed", let text?): seed = UInt64(text) ?? 1
            case ("--data", let text?): folder = text
            case ("--binary", let text?): binary = text
            default:
                print("usage: soak [--minutes N] [--seed N] [--data FOLDER] [--binary PATH]")
                exit(64)
            }
        }
    }
}

do { exit(try Soak(Arguments(CommandLine.arguments)).run()) } catch {
    print("soak: \(error)")
    exit(1)
}
