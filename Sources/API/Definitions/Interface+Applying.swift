internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Declaring all that a document lists, one after the other.
extension Interface {
    func applyDefinitions(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let isDryRun = try options.boolean(.dryRun)
        let isForced = try options.boolean(.force)
        let prunes = try options.boolean(.prune)
        let file = try DefinitionFile(reading: try await call.exchange.readControlBody())
        let leftovers = prunes ? try leftovers(beside: file) : []
        if !isDryRun, !isForced { try Leftover.requireEmpty(leftovers) }
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
        if !isDryRun { try prune(leftovers, isForced, after: fates.count) }
        answer(call, newNamespaces, fates, prunes ? leftovers : nil, isDryRun)
    }

    /// A refusal that says whose it is, and how much was declared before.
    private func placed(_ problem: Problem, _ definition: Definition, _ done: Int) -> Problem {
        var problem = problem
        problem.detail =
            "\(definition.kind.rawValue) \"\(definition.label)\" of \"\(definition.namespace)\": \(problem.detail)"
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
        case .exchange(let wish): try namespace.tryExchange(definition.name, wish)
        case .binding(let wish):
            try exchange(of: definition, namespace).tryBinding(definition.name, wish)
        case .policy(let wish): try namespace.tryPolicy(definition.name, wish)
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
        case .exchange(let wish): fate(try namespace.declareExchange(definition.name, wish).value)
        case .binding(let wish):
            fate(try exchange(of: definition, namespace).bind(definition.name, wish).value)
        case .policy(let wish): fate(try namespace.declarePolicy(definition.name, wish).value)
        case .queue(let wish): fate(try namespace.declareQueue(definition.name, wish).value)
        case .group(let wish): fate(try namespace.declareGroup(definition.name, wish).value)
        case .schedule(let wish): fate(try await namespace.declareSchedule(definition.name, wish).value)
        }
    }

    /// The exchange that a binding belongs to.
    private func exchange(
        of binding: Definition, _ namespace: Namespace
    ) throws(Refused) -> MessageExchange {
        let name = binding.exchange ?? ""
        guard let exchange = name.withByteView({ namespace.exchange($0) }) else {
            throw Refused(.notFound(.exchange, name))
        }
        return exchange
    }

    private func fate<Value>(_ declared: Declared<Value>) -> DefinitionFate {
        declared.created ? .created : declared.changed.isEmpty ? .unchanged : .changed(declared.changed)
    }

    private func answer(
        _ call: Call, _ namespaces: [String], _ fates: [(definition: Definition, fate: DefinitionFate)],
        _ deleted: [Leftover]?, _ isDryRun: Bool
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
            if let deleted {
                JSONWriter.name("deleted", into: &out)
                JSONWriter.openArray(into: &out)
                for one in deleted { one.write(into: &out) }
                JSONWriter.closeArray(into: &out)
            }
            let unchanged = fates.reduce(0) { if case .unchanged = $1.fate { $0 + 1 } else { $0 } }
            JSONWriter.member("unchanged", unchanged, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func write(_ definition: Definition, _ changed: [String]?, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("kind", definition.kind.rawValue, into: &out)
        JSONWriter.member("namespace", definition.namespace, into: &out)
        if let exchange = definition.exchange { JSONWriter.member("exchange", exchange, into: &out) }
        JSONWriter.member("name", definition.name, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}
