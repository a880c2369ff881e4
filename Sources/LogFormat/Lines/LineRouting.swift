package import Base
import JSONText

/// What a message was routed by, as its line says it.
package struct LineRouting {
    package var exchange: ByteView
    /// Well-formed UTF-8.
    package var key: ByteView

    package init(exchange: ByteView, key: ByteView) {
        self.exchange = exchange
        self.key = key
    }

    /// Appends both members, each with a comma behind it.
    func write(into out: inout ByteBuffer) {
        out.append("\"exchange\":\"")
        JSONString.escape(exchange, into: &out)
        out.append("\",\"routing_key\":\"")
        JSONString.escape(key, into: &out)
        out.append("\",")
    }
}
