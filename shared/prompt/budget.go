package prompt

// What a flow is sent, and may answer. A token is about 4 bytes of English or code, so a part is at most about 24,000 tokens and
// a whole context 200,000.
const (
	// MaxParts is how many messages, each one model call, a change is split into at most.
	MaxParts = 8
	// MaxPartBytes bounds one part.
	MaxPartBytes = 96 << 10
	// MaxFindings is how many findings a model is asked for at most.
	MaxFindings = 20
)

// What one execution may keep of the model's answers. Kestra stores an execution with its outputs as one message.
const (
	// MaxAnswerBytes is how much of one model answer, its HTTP body, a flow keeps: the flows' maxContentLength.
	MaxAnswerBytes = 64 << 10
	// ExtraAnswers are the model calls beside those of the parts: one that reduces, one that repairs.
	ExtraAnswers = 2
	// MaxExecutionBytes is the size of message at which the engine refuses an execution (kestra.jdbc.queues.message-protection.limit).
	MaxExecutionBytes = 1 << 20
)

const (
	openingRoom = 8 << 10  // planned in each part beside its diffs, the description's body and the list of files
	fileShares  = 4        // one over the share of all diffs that one file gets before the files ranked lower
	wholeHunk   = 16 << 10 // a hunk up to this size is left out rather than cut, where its file has others
	maxLine     = 2000     // bytes shown of one line
	lineBeyond  = 4096     // bytes read beyond them, so that a secret at the cut is seen whole
	maxTitle    = 500
	maxBody     = 6 << 10
	maxList     = 8 << 10 // the list of files
	maxPath     = 1024    // what the answer's schema allows
	maxNotes    = 100     // notes in each list of Coverage
	maxNotePath = 200
	maxSignals  = 20
	maxReason   = 300

	maxFacts  = 16 << 10 // of what code measured, for kinds other than pull requests
	maxBlocks = 250      // whose text is read
	maxName   = 60
)
