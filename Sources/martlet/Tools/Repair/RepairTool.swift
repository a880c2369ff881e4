internal import Base
internal import CLinux
internal import Glibc
internal import LogFormat
internal import LogStore

/// `martlet inspect DATA --repair`: says what would be given up, asks, and does it.
struct RepairTool {
    let directory: String
    let isYes: Bool
    private let fileSystem = RealFileSystem()

    init(directory: String, isYes: Bool) {
        self.directory = directory
        self.isYes = isYes
    }

    /// Repairs until nothing is left to do; answers the exit code.
    func run() throws -> Int32 {
        let lock = try Self.takeLock(directory, fileSystem: fileSystem)
        defer { withExtendedLifetime(lock) {} }
        let ink = Ink()
        let name = Self.folderName()
        let keepsake = Keepsake(name, in: directory, fileSystem: fileSystem)
        var given: [String] = []
        // Mending one thing may bring another to light.
        for round in 0..<16 {
            let inspection = try DirectoryInspection(directory, fileSystem: fileSystem)
            let verification = try inspection.verify()
            let plan = try inspection.repairPlan(verification)
            if plan.steps.isEmpty {
                return report(verification, plan, isDone: round > 0, given, keepsake, ink)
            }
            let losses = plan.givenUp.sentences(verification.names)
            show(plan, losses, verification, keepsake, ink)
            guard isYes || asked() else {
                print("Nothing was changed.")
                return ToolExit.damaged
            }
            for step in plan.steps {
                try step.perform(keepsake: keepsake, fileSystem: fileSystem)
                print("done: \(step.text)")
            }
            given += losses
        }
        throw ToolRefusal("gave up after 16 rounds; what was changed is kept in \(keepsake.directory)")
    }

    /// Takes the lock of a data directory; refuses while a server holds it.
    static func takeLock(_ directory: String, fileSystem: RealFileSystem) throws -> DirectoryLock {
        guard try fileSystem.list(directory).contains("shards") else {
            throw ToolRefusal("\(directory) is not a data directory")
        }
        do throws(LogStoreError) { return try DirectoryLock(directory, fileSystem: fileSystem) } catch {
            guard case .locked(_, let pid) = error else { throw error }
            let who = pid.map { "process \($0)" } ?? "another process"
            throw ToolRefusal("a server runs on \(directory) (\(who)): stop it first")
        }
    }

    /// `repaired-` and the time.
    static func folderName() -> String {
        let stamp = TimestampText.string(Instant(milliseconds: martlet_wall_clock()))
        return "repaired-" + stamp.prefix(19).map { $0 == ":" ? "-" : String($0) }.joined() + "Z"
    }

    private func show(
        _ plan: RepairPlan, _ losses: [String], _ verification: DirectoryVerification,
        _ keepsake: Keepsake, _ ink: Ink
    ) {
        print(ink.bold("What is wrong"))
        for finding in verification.findings where finding.weight == .damage { print("  \(finding)") }
        print(ink.bold("What would be done"))
        for step in plan.steps { print("  \(step.text)") }
        print("  (what is changed is kept in \(keepsake.directory))")
        print(ink.bold("What would be given up"))
        if losses.isEmpty { print("  nothing") }
        for loss in losses { print("  " + ink.red(loss)) }
    }

    private func asked() -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            print("Say --yes to do it.")
            return false
        }
        print("Do it? Type yes: ", terminator: "")
        fflush(nil)
        return readLine() == "yes"
    }

    private func report(
        _ verification: DirectoryVerification, _ plan: RepairPlan, isDone: Bool, _ given: [String],
        _ keepsake: Keepsake, _ ink: Ink
    ) -> Int32 {
        for finding in plan.hopeless {
            print(ink.red("cannot be mended here: ") + "\(finding)")
        }
        if !plan.hopeless.isEmpty {
            print("Restore a backup: martlet restore --from BACKUP --data NEWDATA")
        }
        if isDone {
            print(ink.bold("What was given up"))
            for loss in given.isEmpty ? ["nothing"] : given { print("  \(loss)") }
            print("The files as they were are in \(keepsake.directory).")
        }
        if verification.isSound {
            print(ink.green(isDone ? "Repaired: a server starts on it." : "Nothing to repair."))
            return ToolExit.sound
        }
        if plan.hopeless.isEmpty { print(ink.red("It is not sound yet.")) }
        return ToolExit.damaged
    }
}
