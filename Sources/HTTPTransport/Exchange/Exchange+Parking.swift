package import Reactor

extension Exchange {
    /// Waits for one of: a signal to the waiter that `register` gets, the deadline, the client's leaving, the stop.
    ///
    /// Answers before this one are sent first. A client that sends no more counts as gone, though it may still read:
    /// it is answered all the same. When that or the stop has come already, `register` is not called.
    package func park(until deadline: Deadline?, _ register: (Waiter) -> Void) async -> Wake {
        let connection = current
        connection.flush()
        if connection.peerFinished { return .clientGone }
        if lane.isStopping { return .stopping }
        let waiter = Waiter(on: loop)
        connection.parked = waiter
        register(waiter)
        let wake = await waiter.wait(until: deadline)
        connection.parked = nil
        return wake
    }
}
