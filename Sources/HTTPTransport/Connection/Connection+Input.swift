internal import Base
internal import Glibc
internal import HTTPWire
internal import Reactor

extension Connection {
    enum Received { case some, nothing, end }

    /// Reads what the socket has into `buffer`, at most `bytesMax`.
    ///
    /// Less than was asked for means that the socket is dry: no second call to hear EAGAIN.
    func receive(into buffer: inout ByteBuffer, atMost bytesMax: Int) -> Received {
        let room = min(buffer.room, bytesMax)
        while true {
            let count = unsafe recv(descriptor, buffer.tail, room, 0)
            if count > 0 {
                buffer.didWrite(count)
                lane.counters.bytesIn.add(count)
                isBulky = count == room
                // Behind the last byte may stand the end of the stream, which has had its edge.
                if count < room && !peerFinished { isReadable = false }
                return .some
            }
            if count < 0 && errno == EINTR { continue }
            isReadable = false
            if count < 0 && errno == EAGAIN { return .nothing }
            sawEnd = true
            if count < 0 { breakOff() }
            return .end
        }
    }

    /// Reads more into `input`, making room first.
    func receiveInput() -> Received {
        makeInputRoom()
        return receive(into: &input, atMost: .max)
    }

    private static var small: Int { 4 * 1024 }
    private static var medium: Int { 64 * 1024 }

    private func makeInputRoom() {
        if input.capacity == 0 {
            input = lane.buffers.take(Self.small)
            return
        }
        if start > 0, input.room < Self.small / 2 {
            // Requests that are done make room; a head that came in part moves to the front.
            input.removeFirst(start)
            cursor -= start
            start = 0
        }
        if isBulky && input.capacity < Self.medium { return growInput(to: Self.medium) }
        if input.room < Self.small / 4 {
            growInput(to: input.capacity < Self.medium ? Self.medium : input.capacity * 2)
        }
    }

    private func growInput(to capacity: Int) {
        var larger = lane.buffers.take(capacity)
        larger.append(input.bytes)
        swap(&larger, &input)
        lane.buffers.give(larger)
    }

    /// Drops the body's bytes that were taken, so that what comes next finds room behind the head.
    func dropTakenBody(headLength: Int) {
        let headEnd = start + headLength
        guard cursor > headEnd, cursor == input.count else { return }
        input.truncate(to: headEnd)
        cursor = headEnd
    }

    /// Nothing in it is needed: back to the beginning.
    func emptyInput() {
        input.removeAll()
        start = 0
        cursor = 0
    }

    func releaseInput() {
        emptyInput()
        guard input.capacity > 0 else { return }
        var taken = ByteBuffer()
        swap(&taken, &input)
        lane.buffers.give(taken)
    }
}
