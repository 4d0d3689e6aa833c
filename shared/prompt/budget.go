package prompt

// Bounds on a flow's context. A token is about 4 bytes of English or code, so a part has at most about 24,000 tokens and a whole context
// 200,000.
const (
	// MaxParts bounds the messages, each one model call, of a change.
	MaxParts = 8
	// MaxPartBytes bounds one part.
	MaxPartBytes = 96 << 10
	// MaxFindings bounds the findings that a model is asked for.
	MaxFindings = 20
)

// Bounds on the model's answers in one execution. Kestra stores an execution with its outputs as one message.
const (
	// MaxAnswerBytes bounds the HTTP body of one model answer: the flows' maxContentLength.
	MaxAnswerBytes = 64 << 10
	// ExtraAnswers counts the model calls beside those of the parts: one reduces, one repairs.
	ExtraAnswers = 2
	// MaxExecutionBytes is the size from which the engine refuses an execution (kestra.jdbc.queues.message-protection.limit).
	MaxExecutionBytes = 1 << 20
)

const (
	minOpening  = 1200     // of the text before the diffs beside description and list
	openingRoom = 8 << 10  // reserved in each part for text other than diffs, the description's body and the list of files
	fileShares  = 4        // a file gets at most 1/4 of the budget before lower-ranked files get theirs
	wholeHunk   = 16 << 10 // a hunk up to this size is left out instead of cut, if its file has others
	maxSample   = 16 << 10 // bytes of a file that says of itself that it is generated
	maxLine     = 2000     // bytes shown of one line
	lineBeyond  = 4096     // further bytes that are read, so that a secret at the cut is found
	maxTitle    = 500
	maxBody     = 6 << 10
	maxList     = 8 << 10 // the list of files
	maxPath     = 1024    // the limit of the answer's schema
	maxNotes    = 100     // in each list of Coverage
	maxNotePath = 200
	maxSignals  = 20
	maxReason   = 300

	maxFacts  = 16 << 10 // measurements of kinds other than pull requests
	maxBlocks = 250      // further blocks are not read
	maxName   = 60
)
