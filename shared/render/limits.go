package render

// GitHub's limits. Beyond them it rejects the request with 422 ("Create a check run", "Create an issue comment", "Update a release"). The
// documentation counts the texts of check runs in characters, GitHub itself in bytes (github/docs#35252: "summary exceeds a maximum
// bytesize of 65535"). Comments and releases are counted in characters, which are never more than bytes.
const (
	MaxAnnotations = 50         // per request
	MaxTitle       = 255        // of a check run
	MaxText        = 65_535     // bytes, of a check run's summary and of its text
	MaxMessage     = 64<<10 - 1 // of an annotation
	MaxComment     = 65_536
	MaxReleaseBody = 125_000 // "body is too long (maximum is 125000 characters)"
	MaxGateComment = 1024    // on a deployment: GitHub states no limit, and its page cuts long ones
)
