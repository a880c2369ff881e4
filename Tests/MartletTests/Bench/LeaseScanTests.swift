import Base
import Testing

@testable import martlet

@Suite struct LeaseScanTests {
    @Test func `tokens are collected, and a value that looks like one is not`() {
        let body =
            #"{"messages":[{"id":"1","lease":"a-1","value":"lease"},{"lease": "b_2","value":{"x":1}}]}"#
        let found = body.withByteView { LeaseScan.collect($0) }
        #expect(found.tokens == #""a-1","b_2""#)
        #expect(found.count == 2)
    }

    @Test func `an empty answer has none`() {
        let found = #"{"messages":[]}"#.withByteView { LeaseScan.collect($0) }
        #expect(found.count == 0)
        #expect(found.tokens == "")
    }
}
