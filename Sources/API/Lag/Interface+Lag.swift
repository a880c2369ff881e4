internal import Base
internal import Broker
internal import HTTPTransport
internal import LogFormat
internal import Node

/// What dashboards ask for: where topics begin and end, and how far groups are behind.
extension Interface {
    func showOffsets(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let board = TopicBoard(try topic(call), at: try options.time(.at))
        try await answer(call, options, board)
    }

    func showLag(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try await answer(call, options, GroupBoard(try group(call)))
    }

    func listLag(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let max = try options.integer(.max, in: 1...Limits.lagGroupsMax) ?? Limits.lagGroupsDefault
        let from = options.value(.from)?.string ?? ""
        try await answer(call, options, LagListBoard(try namespace(call), from: from, max: max))
    }
}
