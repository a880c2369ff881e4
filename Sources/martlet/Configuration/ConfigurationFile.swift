internal import Base
internal import JSONText

/// The JSON file of settings: `{"listen":"127.0.0.1:7411","hosts":["broker.example"],"dev":true}`.
///
/// A value is a string, a number, a boolean, or for the lists an array of strings.
enum ConfigurationFile {
    /// Reads the settings in the file at `path`.
    static func read(_ path: String) throws(ConfigurationError) -> [SettingSources.Entry] {
        let bytes: [UInt8]
        do { bytes = try WholeFile.read(path) } catch {
            throw .unreadable(file: path, reason: error.description)
        }
        return try bytes.withByteView { text throws(ConfigurationError) in try parse(text, path: path) }
    }

    /// Reads the settings in `text`; `path` is only for what errors say.
    static func parse(_ text: ByteView, path: String) throws(ConfigurationError) -> [SettingSources.Entry] {
        var entries: [SettingSources.Entry] = []
        do {
            var members = try JSONObjectReader(text)
            while let member = try members.next() {
                let word = member.name.string
                guard let name = SettingName(rawValue: word) else { throw unknown(word, path) }
                entries.append(SettingSources.Entry(name: name, texts: try texts(of: member.value)))
            }
        } catch let error as JSONError {
            throw refusal(error, text, path)
        } catch let error as ConfigurationError {
            throw error
        } catch { throw .malformed(file: path, reason: "\(error)") }
        return entries
    }

    /// A value's spelling as the flags have it.
    private static func texts(of value: JSONValue) throws(JSONError) -> [String] {
        if value.isString { return [try value.string()] }
        guard value.isArray else {
            if value.isObject || value.isNull { throw value.refused(.wrongType(.string)) }
            return [value.raw.string]
        }
        var texts: [String] = []
        var items = try value.array()
        while let item = try items.next() { texts.append(try item.string()) }
        return texts
    }

    private static func unknown(_ word: String, _ path: String) -> ConfigurationError {
        let members = SettingName.allCases.map(\.member)
        return .unknownMember(word, file: path, closest: Resemblance.closest(to: word, among: members))
    }

    private static func refusal(_ error: JSONError, _ text: ByteView, _ path: String) -> ConfigurationError {
        let name = text[error.name].string
        let reason =
            switch error.reason {
            case .duplicateMember: "'\(name)' stands there twice"
            case .wrongType(let type): "'\(name)' must be \(type.description)"
            case .expected(let wanted): "expected \(wanted.description) at byte \(error.position)"
            default: "unusable at byte \(error.position)"
            }
        return .malformed(file: path, reason: reason)
    }
}
