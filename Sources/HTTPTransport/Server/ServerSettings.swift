package import Base
package import Reactor

/// What an operator may choose of the transport; the rest stands in `Limits`.
package struct ServerSettings: Sendable {
    /// Where to listen.
    package var listen: ListenAddress
    /// Host names to answer for beside `localhost` and IP addresses; `*` is any.
    package var allowedHosts: [String] = []
    /// Origins (`https://app.example`) whose pages may call; the server's own always may; `*` is any.
    package var allowedOrigins: [String] = []
    /// Names of answer fields that a page may read, separated by commas.
    package var exposedFields = "Location, ETag, Retry-After"
    /// Bytes of one body, after inflation.
    package var bodyBytesMax = Limits.bodyBytesDefault
    /// Bytes of all bodies on their way in.
    package var bodyBytesInFlightMax = Limits.bodyBytesInFlightMax
    package var connectionsMax = Limits.connectionsMax
    package var headTime = Limits.headTime
    package var bodyTime = Limits.bodyTime
    package var idleTime = Limits.idleTime
    /// How long a client that was refused may go on sending before the connection is cut.
    package var lingerTime = Limits.lingerTime
    /// How long `stop` waits for running requests.
    package var stopTime = Limits.stopTime

    package init(listen: ListenAddress) { self.listen = listen }
}
