internal import Base
internal import HTTPWire
internal import Reactor

/// The life of one connection, as its task lives it: request after request, then the end.
///
/// Isolated to the loop's domain. A request that needs no waiting is answered without a suspension, and pipelined
/// ones follow each other until the input runs dry; only then is anything sent. A connection without requests for a
/// moment has no task at all, since a task keeps what its deepest call took: the next bytes start another.
func serve<R: Responder>(
    _ connection: Connection, with responder: R, in domain: isolated LoopDomain
) async {
    var isOver = false
    while !isOver {
        switch connection.nextStep() {
        case .request(let exchange):
            if let objection = connection.lane.access.objection(to: exchange) {
                connection.lane.counters.refusals.add(1)
                responder.refuse(Refusal(objection), on: exchange)
            } else if !connection.lane.access.answersItself(exchange) {
                await responder.respond(to: exchange)
            }
            if !exchange.finish() { isOver = !(await exchange.finishSlowly()) }
        case .refused(let refusal, let exchange):
            connection.lane.counters.refusals.add(1)
            connection.leavesRest = true
            responder.refuse(refusal, on: exchange)
            if !exchange.finish() { isOver = !(await exchange.finishSlowly()) }
        case .needsInput:
            switch await connection.waitForRequest() {
            case .more: break
            case .none: isOver = true
            case .sleep: return
            }
        case .needsRoom: isOver = !(await connection.waitForRoom(Limits.streamUnsentBytesMax / 2))
        case .needsTurn: await connection.waitForTurn()
        case .over: isOver = true
        }
    }
    await connection.end()
}
