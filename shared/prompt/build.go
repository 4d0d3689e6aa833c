package prompt

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Request is what is known of anything but a pull request's change, for one message to the model.
type Request struct {
	AnalysisID     string
	Kind           analysis.Kind
	Facts          string          // lines that code wrote, which open the message and are trusted: names that others chose belong in a block
	Blocks         []Block         // in the order in which the model is to read them
	ResponseSchema json.RawMessage // what an answer looks like, as analysis.Schema.Portable has it
}

// Block is a text that somebody else wrote.
type Block struct {
	Name string // what it is, in our own words, such as "pull requests"; never anybody else's
	Path string // of the file that it is, where it is one; not trusted
	Text string // not trusted
}

// Build makes the context of one part, at most MaxPartBytes long. What doesn't fit is cut from the ends of the largest blocks, with
// a line that says so; of very many blocks the last are left out. In the coverage, blocks count as files: one without a path is named
// "(name)". The same request gives the same bytes. It fails only when ResponseSchema is not JSON or the rules for secrets can't be loaded.
func Build(r Request) (Context, analysis.Coverage, error) {
	if !json.Valid(r.ResponseSchema) {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building the context of a %s: %w", r.Kind, errors.New("the response schema is not JSON"))
	}
	facts := newBlock(Block{Name: "facts", Text: r.Facts}, maxFacts)
	blocks := readBlocks(r.Blocks)
	if err := redactBlocks(append(slices.Clone(blocks), facts)); err != nil {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building the context of a %s: %w", r.Kind, err)
	}
	facts.print()
	facts.fit(maxFacts)
	texts := []string{r.AnalysisID, facts.text()}
	for _, b := range blocks {
		b.print()
		texts = append(texts, b.path, b.text())
	}
	boundary := boundaryFor(texts)

	var out strings.Builder
	out.WriteString(facts.text() + facts.note() + warning(boundary, "others", "judge"))
	room := MaxPartBytes - out.Len() - noteRoom
	shown := blocks[:framed(blocks[:min(len(blocks), maxBlocks)], boundary, room/2)]
	share(shown, boundary, room)
	for _, b := range shown {
		out.WriteString(b.frame(boundary) + b.note() + "\n")
	}
	left := blocks[len(shown):]
	if len(left) > 0 {
		fmt.Fprintf(&out, "For lack of room %d more blocks are not shown. Say nothing of what is not shown.\n", len(left))
	}
	return Context{
		Schema: 1, Kind: r.Kind, Boundary: boundary, ResponseSchema: r.ResponseSchema, Parts: []string{out.String()},
	}, coverBlocks(facts, shown, left), nil
}
