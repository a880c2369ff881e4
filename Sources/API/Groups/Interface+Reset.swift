internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// Putting the offsets of a group elsewhere, whether it has members or not.
extension Interface {
    func resetOffsets(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let wish = try ResetWish(options, try await call.exchange.readControlBody())
        if let topics = wish.topics { try require(topics, in: group.namespace) }
        let look: Gated<GroupLook>
        do throws(Refused) { look = try group.look() } catch { throw Problem(error) }
        let positions: [LogPosition]
        switch wish.target {
        case .mark(let mark):
            positions = try await Self.resolve(mark, wish.topics, group, look.value)
        case .offsets(let list):
            positions = try list.resolve(in: group.namespace).map {
                LogPosition(log: $0.log, offset: $0.offset)
            }
        case .snapshot(let name):
            guard let saved = look.value.status.saved.first(where: { $0.name == name }) else {
                throw Problem(BrokerError.noSavedOffsets(name)).held(by: look.gate)
            }
            positions = saved.positions.filter { position in
                guard let log = look.value.log(position.log) else { return false }
                return wish.topics?.matches(log.owner) ?? true
            }
        }
        let reset: Gated<[ResetPosition]>
        do throws(Refused) { reset = try group.reset(positions, dryRun: wish.isDryRun) } catch {
            throw Problem(error, group.namespace)
        }
        answer(call, group, reset, isDryRun: wish.isDryRun)
    }

    /// Where a mark lies in every partition that the group reads or has read.
    private static func resolve(
        _ mark: ResetWish.Mark, _ topics: Subscription?, _ group: Group, _ look: GroupLook
    ) async throws(Problem) -> [LogPosition] {
        var positions: [LogPosition] = []
        for log in logs(topics, group, look) {
            let (earliest, latest) = (log.earliest, log.visibleEnd)
            let offset: Offset
            switch mark {
            case .earliest: offset = earliest
            case .latest: offset = latest
            case .time(let time):
                do throws(Refused) { offset = try await log.offset(at: time) } catch { throw Problem(error) }
            case .offset(let wished):
                guard wished >= earliest, wished <= latest else {
                    let error: BrokerError =
                        wished < earliest
                        ? .belowRetention(earliest: earliest) : .beyondEnd(log.id, latest: latest)
                    throw Problem(error, log)
                }
                offset = wished
            case .shift(let count):
                let at = look.status.offsets.first { $0.log == log.id }?.offset ?? earliest
                let wished = Int(at.rawValue) + count
                offset = min(max(Offset(UInt64(max(wished, 0))), earliest), latest)
            }
            positions.append(LogPosition(log: log.id, offset: offset))
        }
        return positions
    }

    /// The logs of the topics named, else those that the group reads, or was told to, or has offsets of.
    private static func logs(_ topics: Subscription?, _ group: Group, _ look: GroupLook) -> [LogView] {
        var logs: [LogView] = []
        for topic in group.namespace.topics() {
            if let topics {
                if topics.matches(topic.name) { logs += topic.logs }
            } else if group.settings.topics?.matches(topic.name) ?? false {
                logs += topic.logs
            } else {
                logs += topic.logs.filter { look.log($0.id) != nil }
            }
        }
        return logs.sorted { $0.id < $1.id }
    }

    private func answer(
        _ call: Call, _ group: Group, _ reset: Gated<[ResetPosition]>, isDryRun: Bool
    ) {
        let logs = group.namespace.logs(reset.value.map(\.log).sorted())
        call.exchange.answerJSON(gate: reset.gate) { out in
            JSONWriter.openObject(into: &out)
            if isDryRun { JSONWriter.member("dry_run", true, into: &out) }
            JSONWriter.name("offsets", into: &out)
            JSONWriter.openArray(into: &out)
            for place in reset.value {
                guard let log = logs.find(place.log) else { continue }
                JSONWriter.openObject(into: &out)
                JSONWriter.member("topic", log.owner, into: &out)
                JSONWriter.member("partition", log.partition ?? 0, into: &out)
                if let from = place.from { JSONWriter.member("from", from.rawValue, into: &out) }
                JSONWriter.member("to", place.to.rawValue, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}
