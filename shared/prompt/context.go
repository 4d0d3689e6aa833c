package prompt

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/surround"
	"github.com/devplus-app/devplus/shared/text"
)

// Input is a pull request with its measurements. Title, Body, Author, the refs and the patches are untrusted.
type Input struct {
	AnalysisID       string
	Kind             analysis.Kind
	Repository       string // "owner/name"
	Number           int
	Title, Body      string
	Author           string
	HeadRef, BaseRef string // branch names
	FromFork         bool
	Facts            change.Facts // measured of Patches
	Risk             risk.Assessment
	Patches          []diff.Patch           // without the hunks that were reviewed at an earlier head
	ReadBefore       map[string]bool        // paths of which every hunk was
	Open             []OpenFinding          // of earlier heads
	Truncated        bool                   // the change has more files than GitHub lists
	Surroundings     *surround.Selection    // the code to show besides the diff; nil: none
	ResponseSchema   json.RawMessage        // of the answer: analysis.Schema.Portable
	Window           Window                 // of the model
	Ignored          func(path string) bool // whether the diff of a file is not shown; nil: none is
	Guidance         []Passage              // the maintainers' instructions for the reviewer
	Issues           []Passage              // that the change says it closes, each about its title; untrusted
	FailedChecks     []Passage              // other programs' reports on the commit; untrusted
	MaxFindings      int                    // 0: MaxFindings
	Effort           string                 // quick, deep, or the usual
	MaxTokens        int64                  // that the review may take, about; 0: no bound
	Language         string                 // of the model's texts, in English; "" for English
	Without          []string               // categories of findings that the repository's settings leave out
}

// Context is the input "context" of a flow.
type Context struct {
	Schema         int             `json:"schema"` // version of this shape: 1
	Kind           analysis.Kind   `json:"kind"`
	Boundary       string          `json:"boundary"`              // marks untrusted text, and occurs in none
	MaxFindings    int             `json:"max_findings,omitzero"` // for kinds with findings
	ResponseSchema json.RawMessage `json:"response_schema"`
	Parts          []string        `json:"parts"` // user messages for the model, 1 to MaxParts, each at most MaxPartBytes
	// For a model with a known window: the most tokens of an answer, and the bytes of a message.
	AnswerTokens int `json:"answer_tokens,omitzero"`
	Room         int `json:"room,omitzero"`
	// Effort chooses the model: quick, deep, or the usual one.
	Effort string `json:"effort,omitzero"`
	// Verify says which findings are verified; nil: none.
	Verify *Verify `json:"verify,omitempty"`
}

// PullRequest builds the context for the review of a pull request, and accounts for the files of the change. The same input gives the same
// bytes. It fails only if ResponseSchema is not JSON or the rules for secrets can't be loaded.
func PullRequest(in Input) (Context, analysis.Coverage, error) {
	if !json.Valid(in.ResponseSchema) {
		return Context{}, analysis.Coverage{}, errors.New("building a pull request's context: the response schema is not JSON")
	}
	window, parts := in.Window.Fit(in.MaxTokens)
	return window.fitted(func(part int) (Context, analysis.Coverage, error) {
		l := limitsOf(part)
		l.parts = parts
		if in.Effort == "quick" {
			l.parts = 1
		}
		return pullRequestOf(in, l)
	})
}

func pullRequestOf(in Input, l limits) (Context, analysis.Coverage, error) {
	p := pullRequest{Input: in, limits: l, files: selectLines(in, l), about: describe(in, l)}
	sent := p.sent()
	beside := besides(in, sent, l)
	p.around = beside.count(addContext(p.files, in.Surroundings, sent, beside.size(), l))
	signals, open := measuredLines(in), openFindings(in.Open)
	guidance, _ := passageLines(in.Guidance, l.words)
	if err := redact(p.all(), p.about.lines, signals, open, guidance, beside.issues, beside.checks); err != nil {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building a pull request's context: %w", err)
	}
	p.measured, p.open = wholeLines(printed(signals, maxReason), l.words), wholeLines(printed(open, maxPath+maxTitle), l.words)
	p.guidance, p.issues, p.checks = printed(guidance, maxLine), printed(beside.issues, maxLine), printed(beside.checks, maxLine)
	p.print()
	parts := p.pack()
	coverage := p.cover(parts)
	return Context{
		Schema: 1, Kind: in.Kind, Boundary: p.boundary, MaxFindings: cmp.Or(in.MaxFindings, MaxFindings),
		ResponseSchema: in.ResponseSchema, Parts: p.messages(parts), Effort: in.Effort,
	}, coverage, nil
}

// pullRequest is a pull request on its way into messages.
type pullRequest struct {
	Input
	limits    limits
	files     []*file
	about     description
	measured  string // the printed signals
	described string // the printed description
	open      string // the printed open findings
	guidance  string // the printed guidance
	issues    string // the printed issues
	checks    string // the printed reports of failed checks
	list      string // the printed names of the first files
	listed    int    // how many they are
	boundary  string
	around    *analysis.Surroundings
}

// selectLines ranks the files and reads the lines of each that fit the budget.
func selectLines(in Input, l limits) []*file {
	files := rankFiles(in.Facts, in.Patches)
	passOver(files, in.ReadBefore)
	ignore(files, in.Ignored)
	list, _ := fileList(files, l.list)
	choose(files, l.parts*(l.part-l.opening-min(len(in.Body), l.body)-len(list)-in.besideRoom(l)))
	for _, f := range files {
		f.lines = f.chosenLines()
	}
	return files
}

// sent approximates the bytes that are sent without context.
func (p *pullRequest) sent() int {
	list, _ := fileList(p.files, p.limits.list)
	opening := minOpening + min(len(p.Body), p.limits.body) + len(list)
	diffs := 0
	for _, f := range p.files {
		if f.began {
			diffs += frameCost + len(f.Path)
		}
		for i := range f.lines {
			if l := &f.lines[i]; !l.hidden {
				diffs += lineCost(l.text)
			}
		}
	}
	return diffs + opening*(1+diffs/(p.limits.part-p.limits.opening))
}

// all returns the files of the change and the context.
func (p *pullRequest) all() []*file {
	all := slices.Clone(p.files)
	for _, f := range p.files {
		all = append(all, f.attached...)
	}
	return all
}

// print prints the files and the description, and derives the boundary from them.
func (p *pullRequest) print() {
	all := p.all()
	for _, f := range all {
		f.print()
	}
	p.described = p.about.print()
	p.list, p.listed = fileList(p.files, p.limits.list)
	p.boundary = boundaryOf(p.AnalysisID, all, p.measured+p.described+p.open+p.guidance+p.issues+p.checks)
}

// pack distributes the files over parts.
func (p *pullRequest) pack() []part {
	const closing = 200 // bytes of the line about missing files at the end of a part
	return pack(p.files, p.boundary, p.limits.parts, max(p.limits.part-closing-len(p.opening(MaxParts, MaxParts)), 1))
}

// cover accounts for the files in the parts.
func (p *pullRequest) cover(parts []part) analysis.Coverage {
	bytes := account(parts)
	c := cover(p.files, p.about.redacted)
	c.Parts, c.Bytes, c.Truncated = len(parts), bytes, p.Truncated
	c.Surroundings = p.around
	for _, f := range p.all() {
		for i := range f.lines {
			if f.lines[i].kind == contextKind {
				c.Surroundings.Bytes += len(f.lines[i].out)
			}
		}
		if f.context {
			redacted(&c, text.CutMiddle(f.Path, maxNotePath), f.redacted)
		}
	}
	return c
}

// messages writes the parts. The files must have been accounted for, because each piece says how much of its file is missing.
func (p *pullRequest) messages(parts []part) []string {
	closing := missingWords(p.files)
	messages := make([]string, len(parts))
	for i, part := range parts {
		opening := p.opening(i+1, len(parts))
		var b strings.Builder
		b.Grow(len(opening) + part.used + len(closing))
		b.WriteString(opening)
		part.print(&b, p.boundary)
		b.WriteString(closing)
		messages[i] = b.String()
	}
	return messages
}
