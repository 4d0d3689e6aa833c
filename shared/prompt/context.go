package prompt

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/risk"
)

// Input is what is known of a pull request. Title, Body, Author, the refs and the patches are its author's and not trusted.
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
	Patches          []diff.Patch
	Truncated        bool            // the change has more files than GitHub lists
	ResponseSchema   json.RawMessage // what an answer looks like, as analysis.Schema.Portable has it
}

// Context is what a flow is given as its input "context".
type Context struct {
	Schema         int             `json:"schema"` // version of this shape: 1
	Kind           analysis.Kind   `json:"kind"`
	Boundary       string          `json:"boundary"`              // what marks untrusted text; it occurs in none
	MaxFindings    int             `json:"max_findings,omitzero"` // where the kind has findings
	ResponseSchema json.RawMessage `json:"response_schema"`
	Parts          []string        `json:"parts"` // user messages for the model, 1 to MaxParts, each at most MaxPartBytes
}

// PullRequest builds the context for the review of a pull request, and says what of the change it shows. The same input gives the same bytes.
// It fails only when ResponseSchema is not JSON or the rules for secrets can't be loaded.
func PullRequest(in Input) (Context, analysis.Coverage, error) {
	if !json.Valid(in.ResponseSchema) {
		return Context{}, analysis.Coverage{}, errors.New("building a pull request's context: the response schema is not JSON")
	}
	files := ranked(in.Facts, in.Patches)
	list, _ := fileList(files)
	choose(files, MaxParts*(MaxPartBytes-openingRoom-min(len(in.Body), maxBody)-len(list)))
	for _, f := range files {
		f.lines = f.linesOf()
	}
	about := describe(in)
	if err := redact(files, about.lines); err != nil {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building a pull request's context: %w", err)
	}
	for _, f := range files {
		f.print()
	}
	described := about.print()
	boundary := boundaryOf(in.AnalysisID, files, described)

	open := func(part, parts int) string {
		return opening(in, boundary, described, about.cut, files, part, parts)
	}
	const closing = 200 // bytes of what says at a part's end that files are missing
	parts := pack(files, boundary, MaxPartBytes-closing-len(open(MaxParts, MaxParts)))
	bytes := account(parts)
	coverage := cover(files, about.redacted)
	coverage.Parts, coverage.Bytes, coverage.Truncated = len(parts), bytes, in.Truncated

	c := Context{
		Schema: 1, Kind: in.Kind, Boundary: boundary, MaxFindings: MaxFindings,
		ResponseSchema: in.ResponseSchema, Parts: make([]string, len(parts)),
	}
	left := missing(files)
	for i, p := range parts {
		var b strings.Builder
		b.WriteString(open(i+1, len(parts)))
		for _, piece := range p.pieces {
			piece.print(&b, boundary)
		}
		b.WriteString(left)
		c.Parts[i] = b.String()
	}
	return c, coverage, nil
}
