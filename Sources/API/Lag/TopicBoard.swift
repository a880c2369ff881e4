internal import Base
internal import Broker
internal import JSONText
internal import Node

/// Where the partitions of a topic begin and end, and since when.
struct TopicBoard: Board {
    private struct Place {
        let log: LogView
        let earliest: Offset
        let latest: Offset
    }

    private var topic: Topic
    /// The time whose place in each partition is wanted as well.
    private let time: Instant?
    private var places: [Place] = []

    init(_ topic: Topic, at time: Instant?) {
        self.topic = topic
        self.time = time
    }

    mutating func look() throws(Problem) -> BoardLook {
        let namespace = topic.namespace
        guard let topic = topic.name.withByteView({ namespace.topic($0) }) else {
            throw Problem(.notFound(.topic, topic.name))
        }
        self.topic = topic
        places = topic.logs.map { log in
            // In this order: the beginning never passes the end.
            let earliest = log.earliest
            return Place(log: log, earliest: earliest, latest: Swift.max(earliest, log.visibleEnd))
        }
        var tag = BoardTag()
        tag.add(UInt64(topic.id.rawValue))
        for place in places {
            tag.add(place.earliest)
            tag.add(place.latest)
        }
        return BoardLook(tag: tag, gate: nil)
    }

    func write(at now: Instant, into out: inout ByteBuffer) async throws(Problem) {
        out.append("{\"partitions\":[")
        for (partition, place) in places.enumerated() {
            JSONWriter.openObject(into: &out)
            JSONWriter.member("partition", partition, into: &out)
            JSONWriter.member("earliest", place.earliest.rawValue, into: &out)
            JSONWriter.member("latest", place.latest.rawValue, into: &out)
            if place.latest > place.earliest {
                try await write(place, into: &out)
            }
            JSONWriter.member("bytes", place.log.bytes, into: &out)
            JSONWriter.member("stored_bytes", place.log.storedBytes, into: &out)
            if let time {
                let offset: Offset
                do throws(Refused) { offset = try await place.log.offset(at: time) } catch {
                    throw Problem(error)
                }
                JSONWriter.member("at", offset.rawValue, into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
        out.append("]}")
    }

    /// The times of the first and last message; left out when they were removed meanwhile.
    private func write(_ place: Place, into out: inout ByteBuffer) async throws(Problem) {
        if let first = try await time(place, place.earliest) {
            JSONWriter.member("earliest_time", first, into: &out)
        }
        if let last = try await time(place, place.latest + -1) {
            JSONWriter.member("latest_time", last, into: &out)
        }
    }

    private func time(_ place: Place, _ offset: Offset) async throws(Problem) -> Instant? {
        do throws(Refused) { return try await place.log.time(from: offset) } catch {
            if case .belowRetention = error.reason { return nil }
            throw Problem(error)
        }
    }

    func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> [BoardWatch] {
        places.map { .log($0.log, $0.log.watch(from: $0.latest, loop: loop, wake: wake)) }
    }
}
