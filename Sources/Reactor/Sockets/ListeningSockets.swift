internal import CLinux
internal import Glibc

/// Bound sockets of one address, a set for each loop: the kernel spreads new connections over them.
package struct ListeningSockets: Sendable {
    /// The port they are bound to.
    package let port: UInt16
    /// Descriptors by loop; whoever takes them closes them.
    package let descriptors: [[Int32]]

    private static let backlog: Int32 = 4096

    /// Binds for `loops` loops.
    package init(_ address: ListenAddress, loops: Int) throws(ReactorError) {
        var port = address.port
        var opened = [[Int32]](repeating: [], count: loops)
        func giveUp() { for descriptor in opened.joined() { close(descriptor) } }
        do throws(ReactorError) {
            for (position, host) in address.numericHosts.enumerated() {
                // SO_REUSEPORT would share the port with another process of the same user, silently.
                let probe = unsafe martlet_listen(host, port, 1, 0)
                guard probe >= 0 else {
                    if position > 0 { continue }
                    throw Self.reason(address)
                }
                close(probe)
                for loop in 0..<loops {
                    let descriptor = unsafe martlet_listen(host, port, Self.backlog, 1)
                    guard descriptor >= 0 else { throw Self.reason(address) }
                    opened[loop].append(descriptor)
                    if port == 0 { port = UInt16(truncatingIfNeeded: martlet_bound_port(descriptor)) }
                }
            }
        } catch {
            giveUp()
            throw error
        }
        self.port = port
        descriptors = opened
    }

    private static func reason(_ address: ListenAddress) -> ReactorError {
        switch errno {
        case EADDRINUSE: .addressInUse(address.description)
        case EINVAL, EAFNOSUPPORT: .badAddress(address.description)
        case let code: .system(call: "listen", code: code)
        }
    }
}
