import Testing

@testable import Broker

struct FifoTests {
    @Test func `what comes first leaves first, however many came`() {
        var fifo = Fifo<Int>()
        var next = 0
        for number in 0..<1000 {
            fifo.append(number)
            if number % 3 != 0 {
                #expect(fifo.first == next)
                fifo.dropFirst()
                next += 1
            }
            #expect(fifo.count == number + 1 - next)
        }
        var rest: [Int] = []
        fifo.forEach { rest.append($0) }
        #expect(rest == Array(next..<1000))
    }

    @Test func `dropping from an empty one does nothing`() {
        var fifo = Fifo<Int>()
        fifo.dropFirst()
        #expect(fifo.first == nil)
    }
}
