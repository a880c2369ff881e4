import Base
import Testing

/// What reading `text` throws, nil when it reads.
func textError(_ text: String, _ read: (ByteView) throws(TextError) -> Void) -> TextError? {
    text.withByteView { view in
        do throws(TextError) {
            try read(view)
            return nil
        } catch { return error }
    }
}

struct DurationTextTests {
    @Test(
        arguments: [
            ("0", 0), ("0s", 0), ("30s", 30_000), ("5m", 300_000), ("1h30m", 5_400_000), ("250ms", 250),
            ("2d", 172_800_000),
            ("1d2h3m4s5ms", 93_784_005), ("90m", 5_400_000), ("PT5M", 300_000), ("PT1H30M", 5_400_000),
            ("P1DT1S", 86_401_000),
            ("PT0.25S", 250), ("PT1.5S", 1_500), ("P2D", 172_800_000), ("PT0S", 0),
        ] as [(String, Int64)])
    func `a duration is read`(text: String, milliseconds: Int64) throws {
        let read = try text.withByteView { view throws(TextError) in try DurationText.parse(view) }
        #expect(read.milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            ("", .durationMalformed), ("30", .durationWithoutUnit), ("00", .durationWithoutUnit),
            ("1h30", .durationWithoutUnit),
            ("s", .durationMalformed), ("-5s", .durationMalformed), ("1.5h", .durationMalformed),
            ("5 m", .durationMalformed),
            ("5w", .durationMalformed), ("30m1h", .durationMalformed), ("1m1m", .durationMalformed),
            ("5S", .durationMalformed),
            ("P", .durationMalformed), ("PT", .durationMalformed), ("P5M", .durationMalformed),
            ("PT5", .durationMalformed),
            ("PT1.5M", .durationMalformed), ("PT1.2345S", .durationMalformed), ("PT1.S", .durationMalformed),
            ("PT1S1M", .durationMalformed),
            ("P1DT", .durationMalformed), ("P1Y", .durationMalformed),
            ("99999999999999999999s", .durationTooLong),
            ("9223372036854775807s", .durationTooLong), ("106751991168d", .durationTooLong),
        ] as [(String, TextError)])
    func `what is no duration is refused`(text: String, error: TextError) {
        #expect(textError(text) { view throws(TextError) in _ = try DurationText.parse(view) } == error)
    }

    @Test(
        arguments: [
            (0, "0s"), (250, "250ms"), (30_000, "30s"), (90_000, "1m30s"), (129_600_000, "1d12h"),
            (86_400_001, "1d1ms"), (-1, "-1ms"),
        ] as [(Int64, String)])
    func `a duration is written with the largest units`(milliseconds: Int64, text: String) {
        #expect(DurationText.string(Interval(milliseconds: milliseconds)) == text)
    }

    @Test func `what is written reads back`() throws {
        for milliseconds in [1, 999, 1_001, 59_999, 3_600_000, 86_399_999, 123_456_789_012, Int64.max] {
            let text = DurationText.string(Interval(milliseconds: milliseconds))
            let read = try text.withByteView { view throws(TextError) in try DurationText.parse(view) }
            #expect(read.milliseconds == milliseconds)
        }
    }
}
