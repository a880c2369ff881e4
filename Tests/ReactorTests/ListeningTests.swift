import CLinux
import Glibc
import Testing

@testable import Reactor

@Suite struct ListeningTests {
    @Test(arguments: [
        ("127.0.0.1:7411", "127.0.0.1", 7411), ("[::1]:80", "::1", 80), ("localhost:0", "localhost", 0),
        (":9", "::", 9),
    ])
    func `an address is read`(text: String, host: String, port: UInt16) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "::1:80", "host:port"])
    func `what is no address is refused`(text: String) {
        #expect(throws: ReactorError.badAddress(text)) { try ListenAddress(parsing: text) }
    }

    @Test func `a name other than localhost is refused, since nothing is looked up`() {
        #expect(throws: ReactorError.badAddress("example.org:80")) {
            try ListeningSockets(ListenAddress(host: "example.org", port: 80), loops: 1)
        }
    }

    @Test func `every loop has its socket, all on one port`() throws {
        let sockets = try ListeningSockets(ListenAddress(host: "127.0.0.1", port: 0), loops: 3)
        #expect(sockets.descriptors.count == 3)
        #expect(sockets.port != 0)
        for descriptor in sockets.descriptors.joined() {
            #expect(martlet_bound_port(descriptor) == Int32(sockets.port))
            close(descriptor)
        }
    }

    @Test func `a port that is taken is refused, though we share ours among loops`() throws {
        let first = try ListeningSockets(ListenAddress(host: "127.0.0.1", port: 0), loops: 1)
        let address = ListenAddress(host: "127.0.0.1", port: first.port)
        #expect(throws: ReactorError.addressInUse("127.0.0.1:\(first.port)")) {
            try ListeningSockets(address, loops: 1)
        }
        for descriptor in first.descriptors.joined() { close(descriptor) }
        let again = try ListeningSockets(address, loops: 1)
        for descriptor in again.descriptors.joined() { close(descriptor) }
    }
}
