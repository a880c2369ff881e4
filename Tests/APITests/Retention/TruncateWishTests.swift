import Base
import Testing

@testable import API

@Suite struct TruncateWishTests {
    private func wish(_ body: String, partitions: Int = 2) throws(Problem) -> TruncateWish {
        try TruncateWish(reading: bytes(body), partitions: partitions)
    }

    @Test func `one mark stands for all partitions`() throws {
        let wish = try wish("{\"before\":7,\"dry_run\":true}")
        #expect(wish.cuts.map(\.partition) == [0, 1])
        #expect(wish.cuts.allSatisfy { $0.before == .offset(Offset(7)) })
        #expect(wish.isDryRun)
    }

    @Test func `each partition can have a mark of its own`() throws {
        let wish = try wish(
            """
            {"partitions":[{"partition":1,"before":"latest"},
            {"before":"1970-01-01T00:00:01Z","partition":0}]}
            """)
        #expect(
            wish.cuts == [
                TruncateWish.Cut(partition: 1, before: .latest),
                TruncateWish.Cut(partition: 0, before: .time(Instant(milliseconds: 1000))),
            ])
        #expect(!wish.isDryRun)
    }

    @Test(arguments: [
        ("", "invalid_body"), ("{\"partitions\":{}}", "invalid_body"), ("{\"before\":-1}", "out_of_range"),
        ("{\"before\":1,\"partitions\":[]}", "invalid_body"), ("{\"before\":\"now\"}", "invalid_time"),
        ("{\"partitions\":[{\"partition\":0}]}", "invalid_body"), ("{\"befor\":1}", "unknown_member"),
        ("{\"partitions\":[{\"partition\":2,\"before\":1}]}", "partition_not_found"),
        (
            "{\"partitions\":[{\"partition\":0,\"before\":1},{\"partition\":0,\"before\":2}]}",
            "invalid_body"
        ),
    ])
    func `what it does not understand is refused`(body: String, code: String) {
        let problem = #expect(throws: Problem.self) { _ = try wish(body) }
        #expect(problem?.code == code, "\(problem?.detail ?? "")")
    }

    @Test func `no partition named is nothing to do`() throws {
        #expect(try wish("{\"partitions\":[]}").cuts.isEmpty)
    }
}
