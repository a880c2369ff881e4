import HTTPWire
import Testing

@Suite struct StatusTests {
    @Test(arguments: [
        Status.continue, .ok, .created, .accepted, .noContent, .partialContent, .multiStatus, .notModified,
        .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable, .requestTimeout,
        .conflict, .gone, .lengthRequired, .preconditionFailed, .contentTooLarge, .targetTooLong,
        .unsupportedMediaType, .rangeNotSatisfiable, .expectationFailed, .unprocessable, .tooManyRequests,
        .fieldsTooLarge, .internalError, .notImplemented, .serviceUnavailable, .gatewayTimeout,
        .versionNotSupported, .insufficientStorage,
    ])
    func `every status has a reason`(status: Status) {
        #expect(status.reason.utf8CodeUnitCount > 0)
    }

    @Test func `some statuses have no body`() {
        #expect(Status.noContent.isBodiless)
        #expect(Status.notModified.isBodiless)
        #expect(Status.continue.isBodiless)
        #expect(!Status.ok.isBodiless)
    }
}
