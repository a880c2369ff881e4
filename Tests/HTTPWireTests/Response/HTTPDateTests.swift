import Base
import HTTPWire
import Testing

@Suite struct HTTPDateTests {
    @Test(
        arguments: [
            (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400_999, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_251_199_999, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (1_709_251_200_000, "Fri, 01 Mar 2024 00:00:00 GMT"),
            (4_107_542_400_000, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int64.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
        ] as [(Int64, String)])
    func `an instant is written as a fixed date`(milliseconds: Int64, date: String) {
        let found = written { HTTPDate.write(Instant(milliseconds: milliseconds), into: &$0) }
        #expect(found == date)
        #expect(found.utf8.count == HTTPDate.byteCount)
    }

    @Test func `each day follows the one before`() {
        let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        var lastDay = 0
        for day in 0..<20_000 {
            let date = written { HTTPDate.write(Instant(milliseconds: Int64(day) * 86_400_000), into: &$0) }
            let number = Int(date.dropFirst(5).prefix(2)) ?? 0
            #expect(date.hasPrefix(names[(day + 4) % 7]))
            #expect(number == lastDay + 1 || (number == 1 && lastDay >= 28))
            lastDay = number
        }
    }
}
