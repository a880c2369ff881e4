internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Everything that was declared, as one document: to look at, to keep, to declare elsewhere.
extension Interface {
    /// Members of what is shown that say how something is, not what it was declared as.
    private static let shownOnly = [
        "namespace", "declared_at", "changed", "paused", "generation", "members", "partitions_owned",
        "empty_since", "state", "next_run", "last_run", "runs", "missed", "waiting_for",
    ]

    func runDefinitions(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        if call.operation == .getDefinitions { return try showDefinitions(call) }
        try await applyDefinitions(call, options)
    }

    private func showDefinitions(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("version", 1, into: &out)
            JSONWriter.name("namespaces", into: &out)
            JSONWriter.openArray(into: &out)
            for namespace in node.namespaces() { write(namespace, into: &out) }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func write(_ namespace: Namespace, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("name", namespace.name, into: &out)
        list("topics", namespace.topics(), into: &out) { write($0, into: &$1) }
        // A queue for dead letters that was made for another is made anew where it is needed.
        let queues = namespace.queues().filter { $0.settings.deadLetter != .handedBack }
        list("queues", queues, { $0.settings.deadLetter == .automatic ? ["dead_letter"] : [] }, into: &out) {
            write($0, into: &$1)
        }
        // An ephemeral group is made by its members.
        let groups = namespace.groups().filter { !$0.settings.isEphemeral }
        list("groups", groups, into: &out) { write($0, into: &$1) }
        list("schedules", schedules(of: namespace), into: &out) {
            $0.write(in: namespace, isListed: false, into: &$1)
        }
        JSONWriter.closeObject(into: &out)
    }

    /// Those that have something to send, by name.
    private func schedules(of namespace: Namespace) -> [ScheduleStatus] {
        var found: [ScheduleStatus] = []
        var place: SchedulePlace?
        repeat {
            let page = namespace.schedules(behind: place, max: Limits.scheduleListMax).value
            found += page.schedules.filter { $0.finishedAt == nil }
            place = page.next
        } while place != nil
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func list<Listed>(
        _ name: StaticString, _ all: [Listed], _ dropped: (Listed) -> [String] = { _ in [] },
        into out: inout ByteBuffer, _ write: (Listed, inout ByteBuffer) -> Void
    ) {
        JSONWriter.name(name, into: &out)
        JSONWriter.openArray(into: &out)
        for one in all {
            var whole = ByteBuffer()
            write(one, &whole)
            var copy = ByteBuffer()
            do throws(JSONError) {
                let object = try JSONValue(checking: whole.bytes, depthMax: Limits.jsonDepthMax + 8)
                _ = try DefinitionText.copy(object, without: Self.shownOnly + dropped(one), into: &copy)
                JSONWriter.raw(copy.bytes, into: &out)
            } catch { continue }
        }
        JSONWriter.closeArray(into: &out)
    }

    // MARK: declaring

    private func applyDefinitions(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let isDryRun = try options.boolean(.dryRun)
        let file = try DefinitionFile(reading: try await call.exchange.readControlBody())
        var fates: [(definition: Definition, fate: DefinitionFate)] = []
        var newNamespaces: [String] = []
        for name in file.namespaces where name.withByteView({ node.namespace($0) }) == nil {
            newNamespaces.append(name)
            if isDryRun { continue }
            do throws(Refused) { _ = try node.declareNamespace(name) } catch { throw Problem(error) }
        }
        var rest = file.definitions
        var refusal: Problem?
        // What names something that is declared further on is tried again behind it.
        while !rest.isEmpty {
            var left: [Definition] = []
            for definition in rest {
                do throws(Problem) {
                    fates.append((definition, try await fate(of: definition, in: file, isDryRun)))
                } catch {
                    guard error.status == .notFound else { throw placed(error, definition, fates.count) }
                    refusal = placed(error, definition, fates.count)
                    left.append(definition)
                }
            }
            if left.count == rest.count, let refusal { throw refusal }
            rest = left
        }
        answer(call, newNamespaces, fates, isDryRun)
    }

    /// A refusal that says whose it is, and how much was declared before.
    private func placed(_ problem: Problem, _ definition: Definition, _ done: Int) -> Problem {
        var problem = problem
        problem.detail =
            "\(definition.kind.rawValue) \"\(definition.name)\" of \"\(definition.namespace)\": \(problem.detail)"
        return problem.with("applied", done)
    }

    private func fate(
        of definition: Definition, in file: DefinitionFile, _ isDryRun: Bool
    ) async throws(Problem) -> DefinitionFate {
        guard let namespace = definition.namespace.withByteView({ node.namespace($0) }) else {
            // Only a dry run gets here: the namespace would be new, and all in it.
            return .created
        }
        guard isDryRun else {
            if case .group(let wish) = definition.wish, case .at(let topics) = wish.topics {
                try require(topics, in: namespace)
            }
            do throws(Refused) { return try await declared(definition, namespace) } catch {
                throw Problem(error)
            }
        }
        do throws(Refused) {
            let trial = try await tried(definition, namespace)
            return trial.created ? .created : trial.changed.isEmpty ? .unchanged : .changed(trial.changed)
        } catch {
            // What it names is declared by the same file.
            if case .notFound(let kind, let name) = error.reason,
                file.definitions.contains(where: { $0.kind.rawValue == "\(kind.name)" && $0.name == name })
            {
                return .created
            }
            throw Problem(error)
        }
    }

    private func tried(_ definition: Definition, _ namespace: Namespace) async throws(Refused) -> Trial {
        switch definition.wish {
        case .topic(let wish): try namespace.tryTopic(definition.name, wish)
        case .queue(let wish): try namespace.tryQueue(definition.name, wish)
        case .group(let wish): try namespace.tryGroup(definition.name, wish)
        case .schedule(let wish): try await namespace.trySchedule(definition.name, wish)
        }
    }

    private func declared(
        _ definition: Definition, _ namespace: Namespace
    ) async throws(Refused) -> DefinitionFate {
        switch definition.wish {
        case .topic(let wish): fate(try namespace.declareTopic(definition.name, wish).value)
        case .queue(let wish): fate(try namespace.declareQueue(definition.name, wish).value)
        case .group(let wish): fate(try namespace.declareGroup(definition.name, wish).value)
        case .schedule(let wish): fate(try await namespace.declareSchedule(definition.name, wish).value)
        }
    }

    private func fate<Value>(_ declared: Declared<Value>) -> DefinitionFate {
        declared.created ? .created : declared.changed.isEmpty ? .unchanged : .changed(declared.changed)
    }

    private func answer(
        _ call: Call, _ namespaces: [String], _ fates: [(definition: Definition, fate: DefinitionFate)],
        _ isDryRun: Bool
    ) {
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("dry_run", isDryRun, into: &out)
            JSONWriter.name("created", into: &out)
            JSONWriter.openArray(into: &out)
            for name in namespaces {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("kind", "namespace" as StaticString, into: &out)
                JSONWriter.member("name", name, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            for case (let definition, .created) in fates { write(definition, nil, into: &out) }
            JSONWriter.closeArray(into: &out)
            JSONWriter.name("changed", into: &out)
            JSONWriter.openArray(into: &out)
            for case (let definition, .changed(let members)) in fates {
                write(definition, members, into: &out)
            }
            JSONWriter.closeArray(into: &out)
            let unchanged = fates.reduce(0) { if case .unchanged = $1.fate { $0 + 1 } else { $0 } }
            JSONWriter.member("unchanged", unchanged, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func write(_ definition: Definition, _ changed: [String]?, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("kind", definition.kind.rawValue, into: &out)
        JSONWriter.member("namespace", definition.namespace, into: &out)
        JSONWriter.member("name", definition.name, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}
