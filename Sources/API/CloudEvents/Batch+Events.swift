internal import Base
internal import JSONText
internal import LogFormat

/// Batches in CloudEvents' JSON batch format.
extension Batch {
    /// Takes in an array of events; `partitionkey` is the key of each.
    mutating func composeEvents(_ body: ByteView, requiresJSON: Bool) throws(Problem) {
        var elements = try Self.events(of: body)
        var event = StructuredEvent()
        while let element = try elements.nextEvent(in: body) {
            try checkCount()
            do throws(Problem) { try add(element, &event, requiresJSON: requiresJSON) } catch {
                throw BatchFaults.problem(
                    error, inEvents: try Self.events(of: body), of: body, requiresJSON: requiresJSON)
            }
        }
    }

    private mutating func add(
        _ element: JSONValue, _ event: inout StructuredEvent, requiresJSON: Bool
    ) throws(Problem) {
        var headers = HeaderList()
        let parts = try event.parts(reading: element, requiresJSON: requiresJSON, headers: &headers)
        do throws(LineError) { try add(parts, headers) } catch { throw Problem(error) }
    }

    /// The elements of the array that the whole body must be.
    private static func events(of body: ByteView) throws(Problem) -> JSONArrayReader {
        do throws(JSONError) {
            let document = try JSONValue(
                checking: body, depthMax: Limits.jsonDepthMax + StructuredEvent.levelsAround + 1)
            if document.isArray { return try document.array() }
        } catch { throw Problem(error, in: body) }
        throw Problem(
            .invalidBody, "A batch of CloudEvents is an array.",
            fix: "Send [event, …], or one event as application/cloudevents+json.")
    }
}

extension JSONArrayReader {
    /// The next event of a batch, nil at its end.
    mutating func nextEvent(in body: ByteView) throws(Problem) -> JSONValue? {
        do throws(JSONError) { return try next() } catch { throw Problem(error, in: body) }
    }
}
