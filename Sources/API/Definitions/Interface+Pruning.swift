internal import Base
internal import Broker
internal import HTTPWire
internal import LogFormat
internal import Node

/// Deleting what a document does not list, of the kinds that it lists.
extension Interface {
    /// What the document leaves out, in the order in which it can be deleted.
    ///
    /// What makes itself is not among it: queues for dead letters, ephemeral groups and bindings, schedules that
    /// have nothing more to send.
    func leftovers(beside file: DefinitionFile) throws(Problem) -> [Leftover] {
        var found: [Leftover] = []
        let order: [Definition.Kind] = [.policy, .schedule, .group, .binding, .queue, .exchange, .topic]
        for kind in order {
            for extent in file.extents where extent.kind == kind {
                guard let namespace = extent.namespace.withByteView({ node.namespace($0) }) else { continue }
                let listed = Set(
                    file.definitions.lazy.filter {
                        $0.kind == kind && $0.namespace == extent.namespace && $0.exchange == extent.exchange
                    }.map(\.name))
                found += try those(of: extent, namespace).filter { !listed.contains($0.name) }
            }
        }
        return found
    }

    /// All of a kind that were declared.
    private func those(
        of extent: DefinitionFile.Extent, _ namespace: Namespace
    ) throws(Problem) -> [Leftover] {
        switch extent.kind {
        case .policy:
            return namespace.policies().map { policy in
                Leftover(namespace: namespace, kind: .policy, name: policy.name) { _ throws(Refused) in
                    _ = try namespace.deletePolicy(policy)
                }
            }
        case .schedule:
            return schedules(of: namespace).map { schedule in
                Leftover(namespace: namespace, kind: .schedule, name: schedule.name) { _ throws(Refused) in
                    _ = try namespace.deleteSchedule(schedule.name)
                }
            }
        case .group:
            return namespace.groups().filter { !$0.settings.isEphemeral }.map { group in
                Leftover(namespace: namespace, kind: .group, name: group.name) { _ throws(Refused) in
                    _ = try namespace.deleteGroup(group)
                }
            }
        case .binding: return bindings(of: extent.exchange ?? "", namespace)
        case .exchange:
            return namespace.exchanges().map { exchange in
                Leftover(namespace: namespace, kind: .exchange, name: exchange.name) { _ throws(Refused) in
                    _ = try namespace.deleteExchange(exchange)
                }
            }
        case .queue: return try queues(of: namespace)
        case .topic:
            return namespace.topics().map { topic in
                let messages = topic.logs.reduce(0) { $0 + ($1.visibleEnd - $1.earliest) }
                return Leftover(
                    namespace: namespace, kind: .topic, name: topic.name, messages: messages
                ) { _ throws(Refused) in _ = try namespace.deleteTopic(topic) }
            }
        }
    }

    private func bindings(of name: String, _ namespace: Namespace) -> [Leftover] {
        guard let exchange = name.withByteView({ namespace.exchange($0) }) else { return [] }
        return exchange.bindings().filter { !$0.binding.isEphemeral }.map { binding in
            Leftover(
                namespace: namespace, kind: .binding, exchange: exchange, name: binding.name
            ) { _ throws(Refused) in _ = try exchange.unbind(binding.name) }
        }
    }

    private func queues(of namespace: Namespace) throws(Problem) -> [Leftover] {
        var found: [Leftover] = []
        for queue in namespace.queues() where !queue.makesItself {
            let counts: Gated<QueueCounts>
            do throws(Refused) { counts = try queue.counts() } catch { continue }
            found.append(
                Leftover(
                    namespace: namespace, kind: .queue, name: queue.name, messages: counts.value.total
                ) { isForced throws(Refused) in
                    _ = try namespace.deleteQueue(queue, evenIfNotEmpty: isForced)
                })
        }
        return found
    }

    /// Deletes all; what another one still needs is tried again behind that.
    func prune(_ leftovers: [Leftover], _ isForced: Bool, after applied: Int) throws(Problem) {
        var rest = leftovers
        while !rest.isEmpty {
            var left: [Leftover] = []
            var refusal: Problem?
            for one in rest {
                do throws(Refused) { try one.delete(isForced) } catch {
                    var problem = Problem(error)
                    // It went with something else.
                    if problem.status == .notFound { continue }
                    if case .stale = error.reason { continue }
                    problem.detail =
                        "\(one.kind.rawValue) \"\(one.label)\" of \"\(one.namespace.name)\": \(problem.detail)"
                    refusal = problem.with("applied", applied)
                    left.append(one)
                }
            }
            if left.count == rest.count, let refusal { throw refusal }
            rest = left
        }
    }
}
