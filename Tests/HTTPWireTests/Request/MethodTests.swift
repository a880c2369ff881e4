import Base
import HTTPWire
import Testing

@Suite struct MethodTests {
    @Test(arguments: [HTTPWire.Method.get, .head, .post, .put, .patch, .delete, .options])
    func `a method is spelled as it is read`(method: HTTPWire.Method) {
        #expect(Method(ByteView(method.name)) == method)
    }

    @Test(arguments: ["GETS", "ge", "", "Post", "TRACE", "OPTION", "CONNECT"])
    func `other tokens are other`(token: String) {
        #expect(token.withByteView { Method($0) } == .other)
    }
}
