internal import Base

/// CloudEvents, which a later release knows: refused rather than stored without what they mean.
enum CloudEvents {
    /// Refuses an event in structured mode, and one in binary mode whose attributes nobody asked to keep.
    static func refuse(_ type: ByteView?, _ options: borrowing OptionReader) throws(Problem) {
        if let type, isStructured(type) {
            var problem = Problem.later("CloudEvents in structured mode")
            problem.fix = "Send it as application/json to store the document as it is."
            throw problem
        }
        if options.isCloudEvent, !options.has(.captureHeaders) {
            var problem = Problem.later("CloudEvents in binary mode")
            problem.fix = "Add capture_headers=ce-* to keep the attributes as headers."
            throw problem
        }
    }

    /// Whether a Content-Type is one of CloudEvents' own.
    static func isStructured(_ type: ByteView) -> Bool {
        type.count >= 23 && type[0..<23].equalsIgnoringCase("application/cloudevents")
    }
}
