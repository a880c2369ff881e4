import Testing

@testable import martlet

@Suite struct FigureTests {
    @Test(arguments: [
        (0.0, 0, "0"), (1234.5678, 2, "1234.57"), (0.05, 1, "0.1"), (9.999, 2, "10.00"), (-1.5, 1, "-1.5"),
        (0.004, 3, "0.004"),
    ])
    func `a number has its digits`(value: Double, digits: Int, text: String) {
        #expect(Figure.fixed(value, digits) == text)
    }

    @Test(arguments: [(0.0, "0"), (999.0, "999"), (1000.0, "1,000"), (1234567.0, "1,234,567")])
    func `thousands stand apart`(value: Double, text: String) { #expect(Figure.count(value) == text) }

    @Test(arguments: [2, 3, 20, 21, 22, 23, 24, 25, 100, 4096])
    func `a message has the bytes asked for`(size: Int) {
        #expect(Payload.json(size, number: 7).utf8.count == size)
    }
}
