import Testing

/// That the ledger of the order test notices what it is there for.
@Suite struct GroupLedgerTests {
    private func places(_ offsets: Range<Int>) -> [Place] {
        offsets.map { Place(topic: "t", partition: 0, offset: $0) }
    }

    @Test func `what another has in its hands is noticed, until it lets go`() {
        let ledger = GroupLedger()
        let (first, second) = (ledger.begin(after: nil), ledger.begin(after: nil))
        ledger.receive(places(0..<2), committing: [:], by: first, 0)
        ledger.receive(places(0..<2), committing: [:], by: second, 0)
        #expect(ledger.now.surprises.count == 1)
        _ = ledger.release(second)
        ledger.receive(places(0..<4), committing: [:], by: first, 0)
        #expect(ledger.now.surprises.count == 1)
    }

    @Test func `a gap, a step back behind a commit and disorder are noticed`() {
        let ledger = GroupLedger()
        let process = ledger.begin(after: nil)
        ledger.receive(places(1..<2), committing: [:], by: process, 0)
        #expect(ledger.now.surprises.count == 1)
        ledger.receive(places(0..<2), committing: [0: 1], by: process, 0)
        #expect(ledger.now.surprises.count == 2)
        ledger.receive([places(2..<4)[1], places(2..<4)[0]], committing: [:], by: process, 0)
        #expect(ledger.now.surprises.count == 4)
    }
}
