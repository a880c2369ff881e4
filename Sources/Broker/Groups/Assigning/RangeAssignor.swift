internal import Base

/// Gives neighbouring partitions of each topic to its readers in the order of their names.
///
/// The first ones get one more where it does not come out even, as Kafka's `RangeAssignor` does; so readers
/// of several topics have the same partitions of each.
enum RangeAssignor {
    static func chosen(_ share: Share) -> [Int] {
        let order = share.candidates.map { $0.sorted { share.readers[$0].name < share.readers[$1].name } }
        var counts = [Int](repeating: 0, count: order.count)
        for part in share.parts { counts[part.topic] += 1 }
        return share.parts.map { part in
            let readers = order[part.topic]
            let (each, more) = counts[part.topic].quotientAndRemainder(dividingBy: readers.count)
            let wide = (each + 1) * more
            let place =
                part.partition < wide ? part.partition / (each + 1) : more + (part.partition - wide) / each
            return readers[place]
        }
    }
}
