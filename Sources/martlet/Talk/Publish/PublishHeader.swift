internal import ArgumentParser

/// A header of a message: `source=till-7`.
struct PublishHeader: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }

    /// Names in the order they were first given, each with all its values.
    static func grouped(_ headers: [PublishHeader]) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        for header in headers {
            if let index = groups.firstIndex(where: { $0.name == header.name }) {
                groups[index].values.append(header.value)
            } else {
                groups.append((header.name, [header.value]))
            }
        }
        return groups
    }
}
