/// How far an answer of unknown length has come.
enum StreamState: Equatable {
    case none
    /// Pieces go out; `chunked` says whether each is framed, `silent` that there is no body to send.
    case open(chunked: Bool, silent: Bool)
    case ended
}
