internal import HTTPWire

/// What to do about a refusal of the transport.
enum RefusalFix {
    static func fix(for kind: RefusalKind) -> String? {
        switch kind {
        case .lengthRequired: "Send a body, or Content-Length: 0 for an empty message."
        case .bodyTooLarge: "Send less at once, or raise the server's body limit (martlet serve --help)."
        case .targetTooLong: "Send long options as Martlet-* headers."
        case .headTooLarge, .tooManyFields, .trailerTooLarge: "Send fewer or shorter header fields."
        case .unsupportedContentCoding: "Send the body as it is, or with Content-Encoding: gzip."
        case .hostNotAllowed: "Name this host when starting the server (martlet serve --help)."
        case .originNotAllowed: "Allow this origin when starting the server (martlet serve --help)."
        case .badPercentEncoding: "Encode % itself as %25."
        case .tooManyBodies, .tooManyConnections: "Try again after Retry-After."
        case .headTimeout, .bodyTimeout: "Send the whole request without a long pause."
        case .unsupportedVersion: "Use HTTP/1.1 (curl --http1.1)."
        case .expectationFailed: "Leave Expect out."
        default: nil
        }
    }
}
