internal import Base

/// Which days of a month a cron expression means, as its two fields about days say it.
///
/// Where both restrict the days, a day that either means is meant, as in every cron since the seventies.
struct CronDays: Equatable, Sendable {
    /// Days of the month, bits 1 to 31; nil when the field leaves them open.
    var dates: UInt64?
    /// Days of the week, bits 0 (Sunday) to 6; nil when the field leaves them open.
    var weekdays: UInt64?
    /// Bit n: n days before the month's last.
    var beforeLast: UInt64 = 0
    /// The last day from Monday to Friday.
    var hasLastWorkday = false
    /// Bit n: the day from Monday to Friday that is nearest to the nth and in the same month.
    var nearWorkdays: UInt64 = 0
    /// Bit 5 × d + n - 1: the nth day d of the week.
    var turns: UInt64 = 0
    /// Bit d: the last day d of the week.
    var lastWeekdays: UInt64 = 0

    /// The days of a month, a bit each, from bit 1 on.
    func mask(year: Int64, month: Int64) -> UInt64 {
        let length = Int(TimestampText.monthLength(year, month))
        let all: UInt64 = (1 << UInt64(length + 1)) - 2
        let first = Self.weekday(TimestampText.days(year, month, 1))
        switch (dates, weekdays) {
        case (nil, nil): return all
        case (let dates?, nil): return (dates | special(length, first)) & all
        case (nil, let weekdays?): return inWeek(weekdays, length, first)
        case (let dates?, let weekdays?):
            return (dates | special(length, first)) & all | inWeek(weekdays, length, first)
        }
    }

    /// 0 for Sunday to 6 of a day since 1970, which began with a Thursday.
    static func weekday(_ days: Int64) -> Int { Int(((days + 4) % 7 + 7) % 7) }

    private func special(_ length: Int, _ first: Int) -> UInt64 {
        var mask: UInt64 = 0
        for before in 0..<length where beforeLast & 1 << UInt64(before) != 0 {
            mask |= 1 << UInt64(length - before)
        }
        if hasLastWorkday { mask |= 1 << UInt64(workday(near: length, length, first)) }
        if nearWorkdays != 0 {
            for date in 1...length where nearWorkdays & 1 << UInt64(date) != 0 {
                mask |= 1 << UInt64(workday(near: date, length, first))
            }
        }
        return mask
    }

    private func inWeek(_ weekdays: UInt64, _ length: Int, _ first: Int) -> UInt64 {
        var mask: UInt64 = 0
        for date in 1...length {
            let day = (first + date - 1) % 7
            let isLast = date + 7 > length && lastWeekdays & 1 << UInt64(day) != 0
            let isTurn = turns & 1 << UInt64(day * 5 + (date - 1) / 7) != 0
            if weekdays & 1 << UInt64(day) != 0 || isLast || isTurn { mask |= 1 << UInt64(date) }
        }
        return mask
    }

    private func workday(near date: Int, _ length: Int, _ first: Int) -> Int {
        switch (first + date - 1) % 7 {
        case 6: date > 1 ? date - 1 : date + 2
        case 0: date < length ? date + 1 : date - 2
        default: date
        }
    }
}
