import Glibc
import TestSupport
import Testing

/// What checkpoints took out of the journal, over the wire.
@Suite(.serialized) struct HistoryClientTests {
    /// A topic of many blocks with a tail behind them; its lines.
    private func filled(_ client: CurlClient) throws -> [[UInt8]] {
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        var random = SplitMix64(seed: 5)
        for round in 0..<12 {
            var batch = ""
            for index in 0..<1_000 {
                let pad = String(repeating: "p", count: Int(random.next() % 200))
                batch +=
                    "{\"key\":\"\(random.next() % 50)\",\"value\":{\"n\":\(round * 1_000 + index),\"pad\":\"\(pad)\"}}\n"
            }
            let stored = try client.send(
                "POST", "/v1/topics/t/messages:batch", body: Array(batch.utf8),
                fields: ["Content-Type: application/x-ndjson"])
            #expect(stored.status == 201, "\(stored.text)")
            if round == 5 || round == 9 { try checkpoint(client) }
        }
        let all = try client.send(
            "GET", "/v1/topics/t/messages?format=ndjson&max=100000&max_bytes=16777216", seconds: 60)
        #expect(all.status == 200)
        #expect(all["martlet-up-to-date"] == "true")
        return all.lines()
    }

    private func checkpoint(_ client: CurlClient) throws {
        let made = try client.send("POST", "/v1/checkpoints")
        #expect(made.status == 201, "\(made.text)")
    }

    @Test func `pages that are passed through decode to the plain ones`() throws {
        let server = try LiveServer()
        let client = server.client()
        let lines = try filled(client)
        #expect(lines.count == 12_000)
        var random = SplitMix64(seed: 8)
        for _ in 0..<60 {
            let from = Int.random(in: 0..<12_000, using: &random)
            let count = Bool.random(using: &random) ? 20 : Int.random(in: 1...5_000, using: &random)
            let bytes = Bool.random(using: &random) ? 16_777_216 : Int.random(in: 1...600_000, using: &random)
            let target =
                "/v1/topics/t/messages?format=ndjson&from=offset:\(from)&max=\(count)&max_bytes=\(bytes)"
            let plain = try client.send("GET", target).lines()
            let zipped = try client.send("GET", target, compressed: true)
            #expect(zipped.status == 200)
            let got = zipped.lines()
            #expect(!got.isEmpty && got.count <= plain.count)
            #expect(got == Array(plain.prefix(got.count)))
            #expect(got == Array(lines[from..<from + got.count]))
            let next = try #require(zipped["martlet-next"])
            let after = try client.send("GET", "/v1/topics/t/messages?format=ndjson&max=1&from=\(next)")
            #expect(after.lines().first == (from + got.count < 12_000 ? lines[from + got.count] : nil))
        }
    }

    @Test func `following the cursor gives every line once, and says that it is gzip`() throws {
        let server = try LiveServer()
        let client = server.client()
        let lines = try filled(client)
        var got: [[UInt8]] = []
        var next = "earliest"
        while true {
            let page = try client.send(
                "GET", "/v1/topics/t/messages?format=ndjson&max=1500&from=\(next)", compressed: true)
            #expect(page["content-encoding"] == "gzip")
            #expect(page["content-length"] != nil && page["vary"]?.contains("Accept-Encoding") == true)
            got += page.lines()
            next = try #require(page["martlet-next"])
            if page["martlet-up-to-date"] == "true" { break }
        }
        #expect(got == lines)
        let head = try client.send(
            "HEAD", "/v1/topics/t/messages?format=ndjson", fields: ["Accept-Encoding: gzip"])
        #expect(head["content-encoding"] == "gzip" && head.body.isEmpty)
        #expect(try client.send("GET", "/v1/topics/t/messages?max=1").status == 200)
    }

    @Test func `bodies from the history are exact, and so are leased ones`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
        var random = SplitMix64(seed: 2)
        let bodies = Bodies.awkward + (0..<100).map { _ in Bodies.any(&random) }
        for body in bodies {
            for path in ["/v1/topics/t/messages", "/v1/queues/q/messages"] {
                #expect(try client.send("POST", path, body: body.bytes, fields: body.fields).status == 201)
            }
        }
        try checkpoint(client)
        for (offset, body) in bodies.enumerated() {
            let answer = try client.send("GET", "/v1/topics/t/partitions/0/messages/\(offset)?raw=true")
            #expect(answer.status == 200 && answer.body == body.bytes, "offset \(offset)")
            let leased = try client.send("POST", "/v1/queues/q/next")
            #expect(leased.status == 200 && leased.body == body.bytes, "message \(offset)")
        }
        #expect(try client.send("POST", "/v1/queues/q/next").status == 204)
    }

    @Test func `segments are files that can be fetched whole or in parts`() throws {
        let server = try LiveServer()
        let client = server.client()
        let lines = try filled(client)
        let list = try client.send("GET", "/v1/topics/t/partitions/0/segments")
        #expect(list.status == 200)
        let segments = try list.json()["segments"]?.elements ?? []
        #expect(segments.count >= 1)
        #expect(segments.first?["first_offset"]?.integer == 0)
        #expect(segments.last?["last_offset"]?.integer == 9_999)
        var offset = 0
        for segment in segments {
            let url = try #require(segment["url"]?.text)
            let whole = try client.send("GET", url)
            #expect(whole.status == 200 && whole["content-type"] == "application/gzip")
            #expect(whole.body.count == segment["stored_bytes"]?.integer)
            let count = try #require(segment["messages"]?.integer)
            let unzipped = try Self.zcat(whole.body, in: server.folder.path)
            #expect(unzipped == lines[offset..<offset + count].map { String(decoding: $0, as: UTF8.self) })
            offset += count
            try check(parts: url, of: whole, client)
        }
        #expect(try client.send("GET", "/v1/topics/t/partitions/0/segments/0.99").status == 404)
        #expect(try client.send("GET", "/v1/topics/t/partitions/0/segments/nothing").status == 404)
    }

    private func check(parts url: String, of whole: CurlClient.Answer, _ client: CurlClient) throws {
        let size = whole.body.count
        let tag = try #require(whole["etag"])
        #expect(whole["cache-control"] == "private, max-age=3600")
        var rest = whole.body[...]
        while !rest.isEmpty {
            let start = size - rest.count
            let end = min(start + size / 3 + 7, size)
            let part = try client.send("GET", url, fields: ["Range: bytes=\(start)-\(end - 1)"])
            #expect(part.status == 206 && part["content-range"] == "bytes \(start)-\(end - 1)/\(size)")
            #expect(part.body == Array(rest.prefix(end - start)))
            rest = rest.dropFirst(end - start)
        }
        let behind = try client.send("GET", url, fields: ["Range: bytes=\(size)-"])
        #expect(behind.status == 416 && behind["content-range"] == "bytes */\(size)")
        let known = try client.send("GET", url, fields: ["If-None-Match: \(tag)"])
        #expect(known.status == 304 && known["etag"] == tag)
        let same = try client.send("GET", url, fields: ["Range: bytes=0-9", "If-Range: \(tag)"])
        #expect(same.status == 206 && same.body.count == 10)
        let other = try client.send("GET", url, fields: ["Range: bytes=0-9", "If-Range: \"old\""])
        #expect(other.status == 200 && other.body.count == size)
        let head = try client.send("HEAD", url)
        #expect(head.status == 200 && head["content-length"] == "\(size)" && head["accept-ranges"] == "bytes")
    }

    /// What the tool of every system makes of a file.
    private static func zcat(_ bytes: [UInt8], in folder: String) throws -> [String] {
        let path = folder + "/fetched.gz"
        let file = try #require(fopen(path, "w"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        let process = try ChildProcess("/bin/zcat", [path])
        var lines: [String] = []
        while let line = process.nextLine() { lines.append(line) }
        #expect(process.waitForExit() == .code(0))
        return lines
    }
}
