package render

// GitHub's limits: above them it refuses the request with 422 ("Create a check run", "Create an issue comment", "Update a
// release"). Its documentation counts check runs' texts in characters, GitHub itself in bytes (github/docs#35252: "summary
// exceeds a maximum bytesize of 65535"). Where it counts characters, as of comments and releases, bytes are never fewer.
const (
	MaxAnnotations = 50         // per request
	MaxTitle       = 255        // of a check run
	MaxText        = 65_535     // bytes, of a check run's summary and of its text
	MaxMessage     = 64<<10 - 1 // of an annotation
	MaxComment     = 65_536
	MaxReleaseBody = 125_000 // "body is too long (maximum is 125000 characters)"
	MaxGateComment = 1024    // on a deployment: GitHub states no limit, and its page cuts long ones
)
