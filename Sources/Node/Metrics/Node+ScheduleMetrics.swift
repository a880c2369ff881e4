internal import Base
internal import Broker

extension Node {
    /// How many messages wait for their time, and whether they are sent at it.
    func writeScheduleMetrics(into metrics: inout MetricsText) {
        let counts = shard.locked(flush: false) { $0.broker.scheduleCounts() }
        metrics.gauge("martlet_schedules", "Schedules that have something to send.", counts.active)
        metrics.gauge("martlet_schedules_finished", "Finished schedules remembered.", counts.finished)
        metrics.gauge("martlet_schedule_bytes", "Bytes of the messages that wait.", counts.bytes)
        metrics.gauge(
            "martlet_schedules_waiting", "Schedules whose target does not take what is due.", counts.waiting)
    }
}
