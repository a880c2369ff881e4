internal import HTTPTransport
internal import LogFormat
internal import Node

/// Publishing without end: lines are stored group by group while they come.
extension Interface {
    func publishStream(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let topic = try topic(call)
        let wish = try PublishWish(options, partitions: topic.partitionCount)
        try await run(call, options, .topic(topic, partition: wish.partition), ack: wish.ack)
    }

    func publishStreamToQueue(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let queue = try queue(call)
        let traits = try options.traits(queue.identityHasher)
        try await run(call, options, .queue(queue, traits), ack: try options.ack())
    }

    private func run(
        _ call: Call, _ options: borrowing OptionReader, _ target: StreamTarget, ack: Ack?
    ) async throws(Problem) {
        let form = try BatchForm(streamOf: call, options)
        var upload = StreamUpload(
            call.exchange, to: target, form, ack: ack, lineBytesMax: bodyBytesMax)
        var refusal: Problem?
        do throws(Problem) { try await upload.run() } catch { refusal = error }
        upload.giveBack()
        if let refusal { throw refusal }
    }
}
