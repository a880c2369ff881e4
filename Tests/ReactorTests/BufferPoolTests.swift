import Base
import Testing

@testable import Reactor

@Suite struct BufferPoolTests {
    @Test(arguments: [
        (1, 4096), (4096, 4096), (4097, 65_536), (65_537, 1 << 20), ((1 << 20) + 1, (1 << 20) + 1),
    ])
    func `a buffer has the size of its class`(wanted: Int, capacity: Int) {
        let pool = BufferPool()
        let taken = pool.take(wanted).capacity
        #expect(taken == capacity)
    }

    @Test func `a buffer given back is lent again, empty`() {
        let pool = BufferPool()
        var buffer = pool.take(100)
        buffer.append(ByteView("old bytes"))
        let address = buffer.bytes.base
        pool.give(buffer)
        let again = pool.take(4096)
        let count = again.count
        let sameAddress = again.bytes.base == address
        #expect(count == 0)
        #expect(sameAddress)
    }

    @Test func `a buffer of no class is not kept`() {
        let pool = BufferPool()
        pool.give(ByteBuffer(capacity: 5000))
        let taken = pool.take(5000).capacity
        #expect(taken == 65_536)
    }
}
