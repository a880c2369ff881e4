import CCurl
import Synchronization

/// libcurl with a kept-alive connection: what a user's own program would meet.
///
/// One thread at a time.
final class CurlClient {
    /// No whole answer came: connection refused, reset, timed out …
    struct Failure: Error, CustomStringConvertible {
        let code: UInt32
        var description: String { String(cString: curl_easy_strerror(CURLcode(code))) }
    }

    struct Answer {
        let status: Int
        /// In order, names in lower case.
        let fields: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        /// First value of a field.
        subscript(field: String) -> String? { fields.first { $0.name == field }?.value }
    }

    private final class Sink {
        var bytes: [UInt8] = []
        /// Whether enough has come: the transfer is then cut off.
        var isEnough: ([UInt8]) -> Bool = { _ in false }
        var isCut = false
    }

    private let handle: UnsafeMutableRawPointer
    private let origin: String

    /// Global state of libcurl, made once.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init(_ origin: String) {
        guard Self.isReady, let handle = curl_easy_init() else { fatalError("libcurl is not usable") }
        self.handle = handle
        self.origin = origin
    }

    deinit { curl_easy_cleanup(handle) }

    /// Sends a request and waits for its whole answer, for at most `seconds`.
    ///
    /// With `compressed` it accepts gzip and gives what that holds, as `curl --compressed` does; with `enough`
    /// it hangs up once that is true of what has come, as whoever has seen enough of a stream does. As with `curl --data-binary`, a body without a `Content-Type` among `fields` gets the form type.
    func send(
        _ method: String, _ target: String, body: [UInt8]? = nil, fields: [String] = [], seconds: Int = 60,
        compressed: Bool = false, enough: (([UInt8]) -> Bool)? = nil
    ) throws(Failure) -> Answer {
        let (head, content) = (Sink(), Sink())
        if let enough { content.isEnough = enough }
        curl_easy_reset(handle)
        martlet_curl_set_text(handle, CURLOPT_URL, origin + target)
        martlet_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method)
        martlet_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        martlet_curl_set_long(handle, CURLOPT_PATH_AS_IS, 1)
        martlet_curl_set_long(handle, CURLOPT_TIMEOUT, seconds)
        if compressed { martlet_curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "gzip") }
        if method == "HEAD" { martlet_curl_set_long(handle, CURLOPT_NOBODY, 1) }
        collect(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, head)
        collect(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, content)
        if let body {
            martlet_curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                // Copied by libcurl, so that it may go when this returns.
                let text = bytes.count == 0 ? UnsafeRawPointer(handle) : bytes.baseAddress
                martlet_curl_set_pointer(
                    handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: text))
            }
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for field in fields { list = curl_slist_append(list, field) }
        defer { curl_slist_free_all(list) }
        martlet_curl_set_pointer(handle, CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(list))
        let code = withExtendedLifetime((head, content)) { curl_easy_perform(handle) }
        guard code == CURLE_OK || content.isCut else { throw Failure(code: code.rawValue) }
        var status = 0
        martlet_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return Answer(status: status, fields: Self.fields(head.bytes), body: content.bytes)
    }

    private func collect(_ function: CURLoption, _ context: CURLoption, _ sink: Sink) {
        martlet_curl_set_sink(handle, function) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
            sink.bytes += UnsafeRawBufferPointer(start: bytes, count: size * count)
            if sink.isEnough(sink.bytes) {
                sink.isCut = true
                return 0
            }
            return size * count
        }
        martlet_curl_set_pointer(handle, context, Unmanaged.passUnretained(sink).toOpaque())
    }

    /// The fields of the last head in `bytes`: interim answers come before it.
    private static func fields(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("HTTP/") { fields.removeAll() }
            guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("HTTP/") else { continue }
            let value = text[text.index(after: colon)...].drop { $0.isWhitespace }
            fields.append((text[..<colon].lowercased(), String(value.filter { !$0.isNewline })))
        }
        return fields
    }
}
