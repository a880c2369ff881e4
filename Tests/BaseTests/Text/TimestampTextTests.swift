import Base
import TestSupport
import Testing

struct TimestampTextTests {
    private func parse(_ text: String) throws -> Int64 {
        try text.withByteView { view throws(TextError) in try TimestampText.parse(view) }.milliseconds
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T10:00:00.123Z", 1_795_341_600_123),
            ("2026-11-22t10:00:00z", 1_795_341_600_000),
            ("2026-11-22 10:00:00Z", 1_795_341_600_000), ("2026-11-22T12:30:00.1+02:30", 1_795_341_600_100),
            ("2026-11-22T05:00:00.1239999-05:00", 1_795_341_600_123),
            ("2024-02-29T00:00:00-00:00", 1_709_164_800_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
            ("1969-12-31T23:59:59.999Z", -1), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ] as [(String, Int64)])
    func `a time with any offset is read`(text: String, milliseconds: Int64) throws {
        #expect(try parse(text) == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22T10:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T12:00:60Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+2:00",
        "2026-01-01T00:00:00+0200", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00 Z", "+026-01-01T00:00:00Z", "2026/01/01T00:00:00Z", "2026-01-01X00:00:00Z",
        "1795341600",
    ])
    func `what is no time is refused`(text: String) {
        let error = textError(text) { view throws(TextError) in _ = try TimestampText.parse(view) }
        #expect(error == .timestampMalformed)
    }

    @Test func `a time is written in 24 bytes`() {
        #expect(TimestampText.string(Instant(milliseconds: 1_795_341_600_123)) == "2026-11-22T10:00:00.123Z")
        #expect(TimestampText.string(.distantFuture) == "9999-12-31T23:59:59.999Z")
        #expect(TimestampText.string(.distantPast) == "0000-01-01T00:00:00.000Z")
    }

    @Test(arguments: Seed.first(50))
    func `what is written reads back, cached or not`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        var writer = TimestampWriter()
        var time = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
        for _ in 0..<20 {
            let text = TimestampText.string(Instant(milliseconds: time))
            #expect(try parse(text) == time)
            var cached = ByteBuffer()
            writer.write(Instant(milliseconds: time), into: &cached)
            #expect(cached.bytes.string == text)
            time = min(time + Int64.random(in: -500...900, using: &random), 253_402_300_799_999)
        }
    }

    @Test func `every day of four centuries follows the one before`() {
        var out = ByteBuffer()
        var last = ""
        for day in stride(from: Int64(-11_017), to: 135_080, by: 1) {
            out.removeAll()
            TimestampText.write(Instant(milliseconds: day * 86_400_000), into: &out)
            let text = out.bytes.string
            #expect(text > last && text.hasSuffix("T00:00:00.000Z"))
            last = text
        }
    }
}
