internal import Base

/// One of the six fields of a cron expression, in the order they are written.
package enum CronField: Int, Sendable {
    case second, minute, hour, date, month, weekday

    /// The numbers that may stand in it; 7 is Sunday too.
    var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .date: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    /// The word for it.
    package var name: StaticString {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .date: "day of the month"
        case .month: "month"
        case .weekday: "day of the week"
        }
    }

    /// Names of its values, from its lowest number on.
    private var names: StaticString {
        switch self {
        case .month: "janfebmaraprmayjunjulaugsepoctnovdec"
        case .weekday: "sunmontuewedthufrisat"
        case .second, .minute, .hour, .date: ""
        }
    }

    /// The number of a name of three letters, in either case.
    func number(of letters: ByteView) -> Int? {
        let names = ByteView(names)
        guard letters.count == 3 else { return nil }
        for start in stride(from: 0, to: names.count, by: 3) {
            var isSame = true
            for index in 0..<3 where letters[index].asciiLowercased != names[start + index] { isSame = false }
            if isSame { return start / 3 + range.lowerBound }
        }
        return nil
    }
}
