package import Base
internal import HTTPWire
internal import JSONText

extension Problem {
    /// Appends the document; `instance` is the path of the request as it was sent.
    package func write(instance: ByteView, into out: inout ByteBuffer) {
        // Not `openObject`: what stands before need not be JSON.
        out.append(UInt8(ascii: "{"))
        JSONWriter.member("type", "urn:martlet:problem:\(code)", into: &out)
        JSONWriter.member("title", title, into: &out)
        JSONWriter.member("status", Int(status.code), into: &out)
        JSONWriter.member("detail", detail, into: &out)
        JSONWriter.name("instance", into: &out)
        JSONWriter.lossyString(instance, into: &out)
        JSONWriter.member("code", code, into: &out)
        JSONWriter.member("retryable", isRetryable, into: &out)
        if let fix { JSONWriter.member("fix", fix, into: &out) }
        for (name, value) in numbers { JSONWriter.member(name, value, into: &out) }
        if let extra {
            JSONWriter.name(extra.name, into: &out)
            extra.json.withByteView { JSONWriter.raw($0, into: &out) }
        }
        JSONWriter.closeObject(into: &out)
    }
}
