import Broker
import LogStore
import Node
import Simulation
import Testing

/// What is left to do when the journal can take nothing more.
@Suite
struct FullJournalTests {
    @Test func `a stuck journal refuses commands at once instead of letting them wait`() throws {
        let rig = try NodeRig()
        rig.opened.commit.handover.isStuck = true
        #expect(throws: Refused.self) { try rig.namespace.declareQueue("jobs", QueueWish()) }
        rig.opened.commit.handover.isStuck = false
        _ = try rig.namespace.declareQueue("jobs", QueueWish())
    }
}
