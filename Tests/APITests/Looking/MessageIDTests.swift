import Base
import LogFormat
import Testing

@testable import API

@Suite struct MessageIDTests {
    @Test(arguments: [
        ("5-17", EntityID(5), LaneOffset(Offset(17))), ("0-0", EntityID(0), LaneOffset(Offset(0))),
        ("5.2-17", EntityID(5), LaneOffset(lane: 2, Offset(17))),
        ("4294967295-9007199254740991", EntityID(.max), LaneOffset(Offset(9_007_199_254_740_991))),
    ])
    func `an id is read as it was written`(text: String, queue: EntityID, place: LaneOffset) {
        let id = MessageID(queue: queue, place: place)
        var out = ByteBuffer()
        id.write(into: &out)
        #expect(out.bytes.string == text)
        #expect(MessageID(bytes(text)) == id)
    }

    @Test(arguments: [
        "", "5", "-", "5-", "-17", "5.0-17", "5.-17", ".2-17", "05-17", "5-017", "5-1-7", "5-1x", "+5-17",
        "4294967296-0", "5-9007199254740992", "5.65536-1", "5-99999999999999999999",
    ])
    func `anything else is none`(text: String) {
        #expect(MessageID(bytes(text)) == nil)
    }

    @Test func `a place in a queue is read as it was written`() {
        for lane in [UInt16(0), 7] {
            let place = PlaceInQueue(queue: EntityID(3), place: LaneOffset(lane: lane, Offset(12345)))
            #expect(PlaceInQueue(bytes(place.text)) == place)
            #expect(PlaceInQueue(bytes(String(place.text.dropLast()))) == nil)
        }
    }
}
