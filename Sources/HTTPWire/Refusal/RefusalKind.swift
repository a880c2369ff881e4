/// Why a request was turned away before any handler saw it, or while its body was read.
///
/// The raw value is the `code` of the problem document.
package enum RefusalKind: String, Sendable, CaseIterable {
    // MARK: the request line

    case badRequestLine = "bad_request_line"
    case badTarget = "bad_target"
    case badPercentEncoding = "bad_percent_encoding"
    case targetTooLong = "target_too_long"
    case unsupportedMethod = "unsupported_method"
    case unsupportedVersion = "unsupported_version"

    // MARK: bytes and fields

    case controlByte = "control_byte"
    case bareLineFeed = "bare_line_feed"
    case bareCarriageReturn = "bare_carriage_return"
    case obsoleteFolding = "obsolete_folding"
    case spaceBeforeColon = "space_before_colon"
    case badFieldName = "bad_field_name"
    case headTooLarge = "head_too_large"
    case tooManyFields = "too_many_fields"
    case missingHost = "missing_host"
    case repeatedHost = "repeated_host"
    case badHost = "bad_host"
    case hostNotAllowed = "host_not_allowed"
    case originNotAllowed = "origin_not_allowed"
    case expectationFailed = "expectation_failed"

    // MARK: the body

    case bothLengths = "both_lengths"
    case repeatedLength = "repeated_length"
    case badLength = "bad_length"
    case lengthRequired = "length_required"
    case repeatedTransferCoding = "repeated_transfer_coding"
    case transferCodingInOldVersion = "transfer_coding_in_old_version"
    case unsupportedTransferCoding = "unsupported_transfer_coding"
    case badChunk = "bad_chunk"
    case badTrailer = "bad_trailer"
    case trailerTooLarge = "trailer_too_large"
    case truncatedBody = "truncated_body"
    case bodyTooLarge = "body_too_large"
    case unsupportedContentCoding = "unsupported_content_coding"
    case badGzip = "bad_gzip"

    // MARK: time and load

    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case tooManyBodies = "too_many_bodies"
    case tooManyConnections = "too_many_connections"
}

extension RefusalKind {
    /// The status that says so.
    package var status: Status {
        switch self {
        case .hostNotAllowed, .originNotAllowed: .forbidden
        case .headTimeout, .bodyTimeout: .requestTimeout
        case .lengthRequired: .lengthRequired
        case .bodyTooLarge: .contentTooLarge
        case .targetTooLong: .targetTooLong
        case .unsupportedContentCoding: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .headTooLarge, .tooManyFields, .trailerTooLarge: .fieldsTooLarge
        case .unsupportedTransferCoding, .unsupportedMethod: .notImplemented
        case .tooManyBodies, .tooManyConnections: .serviceUnavailable
        case .unsupportedVersion: .versionNotSupported
        default: .badRequest
        }
    }
}
