package import Base
package import LogFormat

/// Where a look into a queue goes on: what `next` says and `from` gives back.
///
/// Written as `q1.` and base64url of
/// ```
/// shard varint · queue id varint · lane varint · offset varint · CRC-32C u32
/// ```
package struct PlaceInQueue: Equatable, Sendable, PlaceToken {
    package var queue: EntityID
    package var place: LaneOffset

    package init(queue: EntityID, place: LaneOffset) {
        self.queue = queue
        self.place = place
    }

    // MARK: text

    package static var prefix: StaticString { "q1." }

    package func encode(into fields: inout ByteBuffer) {
        fields.append(varint: 0)
        fields.append(varint: UInt64(queue.rawValue))
        fields.append(varint: UInt64(place.lane))
        fields.append(varint: place.offset.rawValue)
    }

    package static func decode(_ fields: inout VarintReader) -> PlaceInQueue? {
        guard fields.next() == 0, let queue = fields.next32(), let lane = fields.next32(),
            let lane = UInt16(exactly: lane), let offset = fields.next(),
            offset <= UInt64(Limits.offsetMax)
        else { return nil }
        return PlaceInQueue(
            queue: EntityID(queue), place: LaneOffset(lane: lane, Offset(offset)))
    }
}
