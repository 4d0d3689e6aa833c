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
	fileShares  = 4        // a file gets at most 1/4 of the budget before lower-ranked files get theirs
	wholeHunk   = 16 << 10 // a hunk up to this size is left out instead of cut, if its file has others
	maxSample   = 16 << 10 // bytes of a file that says of itself that it is generated
	maxLine     = 2000     // bytes shown of one line
	lineBeyond  = 4096     // further bytes that are read, so that a secret at the cut is found
	maxTitle    = 500
	maxPath     = 1024 // the limit of the answer's schema
	maxNotes    = 100  // in each list of Coverage
	maxNotePath = 200
	maxSignals  = 20
	maxReason   = 300

	maxBlocks = 250 // further blocks are not read
)

// limits bound the texts in a part, in bytes. Those of a part of MaxPartBytes are the largest.
type limits struct {
	part    int
	parts   int // at most
	opening int // reserved in each part for text other than diffs, the description's body and the list of files
	title   int
	body    int // of the description
	list    int // the list of files
	words   int // what was measured, and the open findings: each
	facts   int // measurements of kinds other than pull requests
}

func limitsOf(part int) limits {
	l := limits{part: part, parts: MaxParts, opening: part / 12, title: min(maxTitle, part/24), body: min(6<<10, part/12), list: part / 12, words: part / 8, facts: part / 6}
	if part == MaxPartBytes {
		l.words = part
	}
	return l
}
