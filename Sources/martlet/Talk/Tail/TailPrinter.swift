internal import Base
internal import JSONText

/// Reads a topic page by page and prints its messages as they come.
///
/// Holds the cursor behind what was printed: after a lost connection it goes on there, nothing twice.
struct TailPrinter {
    private static let pageMessagesMax = 1_000
    private static let pauseMilliseconds: Int32 = 1_000

    let session: ServerSession
    let interruption: Interruption
    /// `/topics/orders`.
    let place: String
    /// Options that stay the same from page to page.
    let options: [(name: String, value: String)]
    /// Whether lines are printed as the server wrote them.
    let isJSON: Bool
    let isFollowing: Bool

    /// Prints from `start` on; ends after `most` messages, or at the end unless it follows.
    func run(from start: String, most: Int?) throws {
        var (from, left, hasBegun, isLost) = (start, most ?? .max, false, false)
        var row = MessageRow(Ink())
        while left > 0 {
            do {
                // The first page does not wait: from then on there is a cursor to go on from.
                let page = try page(from, min(left, Self.pageMessagesMax), isWaiting: hasBegun)
                (hasBegun, isLost) = (true, false)
                left -= try show(page.body, &row)
                guard let next = page.next else { return }
                from = next
                if page.isUpToDate && !isFollowing { return }
            } catch {
                guard isFollowing && hasBegun && Self.mayPass(error) else { throw error }
                if !isLost { ErrorLine.print("martlet: \(error); trying again every second") }
                isLost = true
                guard interruption.wait(milliseconds: Self.pauseMilliseconds) else { return }
            }
        }
    }

    private func page(_ from: String, _ max: Int, isWaiting: Bool) throws -> Answer {
        var all = options + [("format", "ndjson"), ("max", "\(max)"), ("from", from)]
        if isFollowing && isWaiting { all.append(("wait", "20s")) }
        return try session.exchange("GET", place + "/messages" + PercentText.query(all))
    }

    /// Prints a page's lines; answers how many.
    private func show(_ body: [UInt8], _ row: inout MessageRow) throws -> Int {
        let lines = body.split(separator: UInt8(ascii: "\n"))
        if isJSON {
            try StandardOutput.write(body, interruption)
            return lines.count
        }
        var text = ""
        for line in lines { text += try Array(line).withByteView { line in try row.text(line) } + "\n" }
        try StandardOutput.write(Array(text.utf8), interruption)
        return lines.count
    }

    /// Whether the next try may go well: the server is gone or starting, or says so itself.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case BlockingConnection.Trouble.closed, is ClientSocket.Failure: true
        case let refusal as ServerRefusal: refusal.isRetryable && refusal.status >= 429
        default: false
        }
    }
}
