internal import ArgumentParser
internal import Glibc

/// Exit codes of the commands that speak to a server, for scripts; a wrong option ends with 64.
enum TalkExit {
    /// The server refused, or a file cannot be read.
    static let refused: Int32 = 1
    /// Nobody answered, so that it may or may not have happened.
    static let unreachable: Int32 = 2
}

/// Runs a command that speaks to a server, and turns what stops it into one line and an exit code.
enum Talking {
    static func run(_ body: () throws -> Void) throws {
        // Whoever reads our output may go away; then writing says so.
        signal(SIGPIPE, SIG_IGN)
        do { try body() } catch let error as ValidationError { throw error } catch {
            guard let code = code(of: error) else { return }
            ErrorLine.print(Ink(descriptor: STDERR_FILENO).red("martlet:") + " \(error)")
            throw ExitCode(code)
        }
    }

    /// The exit code, or nil when it is no failure at all: told to stop, or nobody reads on.
    private static func code(of error: any Error) -> Int32? {
        switch error {
        case BlockingConnection.Trouble.interrupted, is StandardOutput.Closed: nil
        case let stop as PublishStop: code(of: stop.cause) ?? TalkExit.unreachable
        case is BlockingConnection.Trouble, is ClientSocket.Failure, is ResponseReader.Breach:
            TalkExit.unreachable
        default: TalkExit.refused
        }
    }
}
