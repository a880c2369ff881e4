import Testing

@testable import martlet

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:7411", "127.0.0.1:7411", "/"), ("http://[::1]:80/a?b=c", "[::1]:80", "/a?b=c"),
        ("http://localhost/x", "localhost:80", "/x"),
    ])
    func `a URL is taken apart`(text: String, authority: String, path: String) {
        #expect(HTTPURL(text)?.origin.authority == authority)
        #expect(HTTPURL(text)?.path == path)
    }

    @Test(arguments: ["https://a", "127.0.0.1:7411", "http://", "http://a:b", "http://a:99999"])
    func `what is no plain URL is refused`(text: String) { #expect(HTTPURL(text) == nil) }
}
