import Glibc
import Simulation
import TestSupport

/// Seeds to run, and what to print of them.
struct Arguments {
    var first: UInt64 = 1
    var count: UInt64 = 100
    var dump = false
    var isQuiet = false

    init(_ words: [String]) {
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "--seed":
                first = Self.number(rest.popFirst())
                count = 1
            case "--seeds": count = Self.number(rest.popFirst())
            case "--first": first = Self.number(rest.popFirst())
            case "--dump": dump = true
            case "--quiet": isQuiet = true
            default: Self.usage()
            }
        }
    }

    private static func number(_ word: String?) -> UInt64 {
        guard let word, let number = UInt64(word) else { usage() }
        return number
    }

    private static func usage() -> Never {
        print("usage: simulate [--seeds COUNT] [--first SEED] [--seed SEED] [--dump] [--quiet]")
        exit(64)
    }
}

/// What a trap tells before it ends the process.
nonisolated(unsafe) var running: UInt64 = 0

func tellSeed(_ signal: Int32) {
    let text = "trapped in seed \(running); again with: simulate --seed \(running) --dump\n"
    _ = text.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
    _exit(70)
}

func simulate() -> Int32 {
    let arguments = Arguments(CommandLine.arguments)
    for trap in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT] { signal(trap, tellSeed) }
    var tally = Tally()
    var failures = 0
    for value in arguments.first..<arguments.first + arguments.count {
        running = value
        let outcome = NodeSimulation(Seed(value), keepsLines: arguments.dump).run()
        if arguments.dump { for line in outcome.lines { print(line) } }
        defer { fflush(nil) }
        if !arguments.isQuiet { print("\(value) \(String(outcome.hash, radix: 16))") }
        tally += outcome.tally
        if let failure = outcome.failure {
            failures += 1
            print("seed \(value) failed: \(failure); again with: simulate --seed \(value) --dump")
        }
        if arguments.isQuiet, (value - arguments.first + 1) % 1000 == 0 {
            print("\(value - arguments.first + 1) seeds, \(failures) failed")
        }
    }
    if arguments.isQuiet { print("\(arguments.count) seeds: \(tally)") }
    return failures == 0 ? 0 : 1
}

exit(simulate())
