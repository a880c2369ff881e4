/// How far an answer has come that is sent as it is made.
enum StreamState: Equatable {
    case none
    /// Pieces go out; `chunked` says whether each is framed, `silent` that there is no body to send.
    case open(chunked: Bool, silent: Bool)
    case ended
}
