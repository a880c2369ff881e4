internal import Base
internal import HTTPWire
internal import Reactor

extension Connection {
    /// What its task does next.
    enum Step {
        /// A request whose head is whole.
        case request(Exchange)
        /// Bytes that are no request; the answer is the last.
        case refused(Refusal, Exchange)
        /// More bytes are needed.
        case needsInput
        /// The client must take some answers first.
        case needsRoom
        /// It has been served for long enough: the others' turn.
        case needsTurn
        /// All is said.
        case over
    }

    /// Finds the next request in what has come, reading as long as there is more.
    func nextStep() -> Step {
        while true {
            guard state.mayParse else {
                if state.willClose { return .over }
                flush()
                if !state.mayParse { return .needsRoom }
                continue
            }
            if let refusal = overdue { return refuse(refusal) }
            if servedInTurn >= 16 {
                servedInTurn = 0
                if lane.loop.isLate { return .needsTurn }
            }
            if start < input.count {
                let exchange = currentExchange()
                switch parser.parse(input.bytes.dropping(start), into: &exchange.head) {
                case .head(let length): return begin(exchange, length)
                case .refused(let refusal): return refuse(refusal)
                case .incomplete: break
                }
            } else {
                emptyInput()
            }
            if output.unsentBytes > Limits.streamUnsentBytesMax {
                flush()
                if !hasRoom(Limits.streamUnsentBytesMax) { return .needsRoom }
            }
            guard isReadable, !sawEnd, receiveInput() == .some else { return .needsInput }
        }
    }

    private func currentExchange() -> Exchange {
        if let exchange { return exchange }
        let taken = lane.takeExchange(for: self)
        exchange = taken
        return taken
    }

    private func begin(_ exchange: Exchange, _ length: Int) -> Step {
        cursor = start + length
        headDeadline = .never
        state.begin(exchange.head)
        if lane.isStopping { state.closeAfterAnswer() }
        exchange.begin(headLength: length)
        lane.counters.requests.add(1)
        servedInTurn += 1
        return .request(exchange)
    }

    private func refuse(_ refusal: Refusal) -> Step {
        let exchange = currentExchange()
        overdue = nil
        state.beginRefused()
        exchange.beginRefused()
        return .refused(refusal, exchange)
    }

    /// Sends what there is and lets the loop look at its other sockets.
    func waitForTurn() async {
        flush()
        await lane.loop.nextTurn()
    }

    /// What came of waiting for a request.
    enum Awaited {
        case more
        /// None will come.
        case none
        /// None came for a moment: the task ends, the connection stays.
        case sleep
    }

    /// Waits for more of a request.
    func waitForRequest() async -> Awaited {
        flush()
        if sawEnd || isBroken { return .none }
        let isIdle = start == input.count
        if isIdle {
            if lane.isStopping { return .none }
            if !isListedWarm { lane.listWarm(self) }
            if !keepsBuffers { rest() }
        } else if headDeadline == .never {
            headDeadline = lane.loop.deadline(after: lane.settings.headTime)
        }
        let deadline = isIdle ? lane.loop.deadline(after: lane.settings.idleTime) : headDeadline
        switch await wait(for: .head, until: deadline) {
        case .signalled: return mayStayAwake() ? .more : .sleep
        case .clientGone, .stopping: return .none
        case .deadline:
            if isIdle { return .none }
            overdue = Refusal(.headTimeout)
            return .more
        }
    }

    /// Falls asleep if that was wanted and nothing has come meanwhile.
    private func mayStayAwake() -> Bool {
        guard wantsSleep else { return true }
        wantsSleep = false
        isAsleep = !isReadable && !isBroken && !lane.isStopping
        return !isAsleep
    }

    /// Gives back everything and lets the task end, if it is idle and has nothing left to say.
    func fallAsleep() {
        guard isIdle, output.isEmpty else { return }
        rest()
        wantsSleep = true
        resume(.signalled)
    }

    /// Gives back what an idle connection does not need.
    func rest() {
        releaseInput()
        isBulky = false
        output.rest(lane.buffers)
        if let exchange { lane.give(exchange) }
        exchange = nil
    }

    /// Whether it waits for more of a body that may go on for ever.
    var waitsForEndlessBody: Bool { interest == .body && exchange?.body.patience != nil }

    /// Whether it waits for a request of which nothing has come.
    var isIdle: Bool { interest == .head && start == input.count }
}
