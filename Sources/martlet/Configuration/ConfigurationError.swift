/// Why a configuration is refused; `description` is what the person at the terminal reads.
enum ConfigurationError: Error, CustomStringConvertible {
    /// A value that its setting cannot have; `wanted` says what it can.
    case badValue(SettingName, from: SettingOrigin, text: String, wanted: String)
    /// A member of the file that is no setting.
    case unknownMember(String, file: String, closest: String?)
    /// A file that cannot be read.
    case unreadable(file: String, reason: String)
    /// A file that is not one JSON object of settings.
    case malformed(file: String, reason: String)

    var description: String {
        switch self {
        case .badValue(let name, let origin, let text, let wanted):
            "\(origin.label(of: name)): '\(text)' will not do; wanted \(wanted)"
        case .unknownMember(let member, let file, let closest):
            "\(file): there is no setting '\(member)'"
                + (closest.map { "; did you mean '\($0)'?" }
                    ?? "; there are \(SettingName.allCases.map(\.member).joined(separator: ", "))")
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .malformed(let file, let reason):
            "\(file): \(reason); wanted one JSON object such as {\"listen\":\"127.0.0.1:7411\"}"
        }
    }
}
