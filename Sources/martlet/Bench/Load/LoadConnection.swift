internal import Base
internal import CLinux
internal import Glibc
internal import Histogram
internal import Synchronization

/// One connection of a load: what it has yet to send, and which answers it waits for.
///
/// Confined to its thread.
final class LoadConnection<Talk: Conversation> {
    let socket: Int32
    private var talk: Talk
    private var reader: ResponseReader
    private var output = ByteBuffer()
    private var sent = 0
    private var stamps: StampRing
    private(set) var isOpen = true

    init(_ socket: Int32, _ talk: Talk, pipeline: Int) {
        self.socket = socket
        self.talk = talk
        reader = ResponseReader(keepsBodies: Talk.readsBodies)
        stamps = StampRing(capacity: pipeline)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
    }

    /// Whether another request may be put on its way.
    var hasRoom: Bool { isOpen && !stamps.isFull }

    /// Puts the next request into the output; its latency counts from `stamp`.
    func begin(at stamp: UInt64) {
        talk.request(into: &output)
        stamps.push(stamp)
    }

    /// Sends what the socket takes.
    func flush(_ tally: LoadTally) {
        while isOpen, sent < output.count {
            let rest = output.bytes.dropping(sent)
            let count = unsafe send(socket, rest.base, rest.count, Int32(MSG_NOSIGNAL))
            if count < 0 {
                if errno == EAGAIN { return }
                if errno == EINTR { continue }
                return lose(unsafe String(cString: strerror(errno)), tally)
            }
            sent += count
        }
        output.removeAll()
        sent = 0
    }

    /// Reads all that has arrived into `room` and counts the answers; those before `measureFrom` do not count.
    func receive(_ room: inout ByteBuffer, _ tally: LoadTally, measureFrom: UInt64) {
        while isOpen {
            room.removeAll()
            let capacity = room.capacity
            let count = unsafe recv(socket, room.tail, capacity, 0)
            if count < 0 {
                if errno == EAGAIN { return }
                if errno == EINTR { continue }
                return lose(unsafe String(cString: strerror(errno)), tally)
            }
            if count == 0 { return lose("the server closed the connection", tally) }
            room.didWrite(count)
            do { try take(room.bytes, tally, measureFrom) } catch { return lose(error.description, tally) }
            if count < capacity { return }
        }
    }

    private func take(_ bytes: ByteView, _ tally: LoadTally, _ measureFrom: UInt64) throws(ResponseReader
        .Breach)
    {
        let now = martlet_monotonic()
        let isMeasured = now >= measureFrom
        var position = 0
        var messages = 0
        while try reader.advance(bytes, from: &position) {
            guard stamps.count > 0 else {
                throw ResponseReader.Breach(line: "an answer that nobody asked for")
            }
            let begun = stamps.pop()
            let isFine = reader.status / 100 == 2
            let done = isFine ? talk.answered(reader.body, bytes: reader.bodyBytes) : 0
            messages += done
            guard isMeasured else { continue }
            tally.latencies.record(now > begun ? now - begun : 0)
            tally.requests += 1
            tally.messages += done
            tally.bodyBytes += reader.bodyBytes
            if !isFine { refuse(tally) }
        }
        tally.progress.wrappingAdd(messages, ordering: .relaxed)
    }

    private func refuse(_ tally: LoadTally) {
        tally.refusals += 1
        if tally.firstTrouble == nil { tally.firstTrouble = "\(reader.status) \(reader.body.string)" }
    }

    private func lose(_ reason: String, _ tally: LoadTally) {
        isOpen = false
        close(socket)
        tally.losses += 1
        if tally.firstTrouble == nil { tally.firstTrouble = reason }
    }

    /// Gives the socket back at the end of the load.
    func end() { if isOpen { close(socket) } }
}
