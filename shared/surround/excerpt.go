package surround

// Reason is why an excerpt is shown.
type Reason uint8

// The reasons, in the order of their use to a reviewer.
const (
	Changed    Reason = iota // a changed function or type, whole
	Replaced                 // a function or type before the change, of a file of which GitHub shows no diff
	Enclosing                // the head of what encloses a change, the imports of its file
	Definition               // of a name that an added line uses
	Caller                   // of a changed or removed function
	Covering                 // a test of a changed file
	Following                // the function after a changed field
	Body                     // the rest of a definition
)

// Excerpt is a run of lines of a file at the head, or before the change where it is Replaced. Lines count from 1, both ends included.
type Excerpt struct {
	Path        string
	First, Last int
	Reason      Reason
	Name        string // of the definition, or of what is called or tested
	Line        int    // of the name, for a definition
	For         string // the path of the changed file that it explains
	Possible    bool   // a definition that may be meant: prose names it, or little ties it to its use
}

// Selection is what to show, the most useful first within each reason.
type Selection struct {
	Excerpts []Excerpt
	Texts    map[string]string // of the files that excerpts name
	Before   map[string]string // before the change, of the files that Replaced excerpts name
	Partial  bool              // the repository is too large: only changed files and their folders were searched
}

// Count returns how many excerpts have the reason.
func (s *Selection) Count(r Reason) (n int) {
	for _, e := range s.Excerpts {
		if e.Reason == r {
			n++
		}
	}
	return n
}

// Bounds on what is selected.
const (
	MaxCandidates = 3   // definitions of one name
	maxWhole      = 150 // lines of a changed function that is shown whole
	maxWholeType  = 60
	maxReplaced   = 20 // of a file
	maxBefore     = 5  // files that are compared with what they were
	maxFollowing  = 60 // lines from a type's end to that of the function that follows a changed field
	maxParameters = 3  // lines of the parameters of a function without a name
	maxHead       = 6  // lines of a definition's head
	maxImports    = 40
	maxTypeBody   = 40
	maxBody       = 15
	maxPerCallee  = 3
	maxCallers    = 12
	maxTests      = 6
	maxTestLines  = 30
	maxParagraph  = 15 // lines before and after a change in a language that is not known
	leastName     = 4  // shorter names say too little
)
