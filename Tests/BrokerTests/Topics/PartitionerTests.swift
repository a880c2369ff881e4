import Base
import Broker
import Testing

/// The vectors are those of Kafka's own test of `Utils.murmur2`.
struct PartitionerTests {
    static let vectors: [(key: String, hash: Int32)] = [
        ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
    ]

    @Test(arguments: vectors)
    func `a key hashes as in Kafka's Java client`(key: String, hash: Int32) {
        #expect(Int32(bitPattern: key.withByteView { Partitioner.murmur2($0) }) == hash)
    }

    @Test(arguments: vectors)
    func `the partition is the positive hash modulo the partitions`(key: String, hash: Int32) {
        for partitions in 1...256 {
            let partition = key.withByteView { Partitioner.partition(of: $0, among: partitions) }
            #expect(partition == Int(hash & Int32.max) % partitions)
        }
    }

    @Test func `the empty key has a partition too`() {
        #expect(Int32(bitPattern: Partitioner.murmur2(.empty)) == 275_646_681)
    }
}
