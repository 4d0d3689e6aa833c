package prompt

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Request holds the text of one message to the model, for kinds other than pull requests.
type Request struct {
	AnalysisID     string
	Kind           analysis.Kind
	Facts          Trusted         // opens the message
	Blocks         []Block         // in reading order
	ResponseSchema json.RawMessage // of the answer: analysis.Schema.Portable
	Window         Window          // of the model
	Language       string          // of the model's texts, in English; "" for English
}

// Block is an untrusted text. Its name stands outside of it.
type Block struct {
	Name literal // such as "pull requests"
	Path string  // of the file, if it is one; not trusted
	Text string  // not trusted
}

// Passage is one of the untrusted texts of a block, with what it is about.
type Passage struct {
	About string // not trusted
	Path  string // of the file, if it is one; not trusted
	Text  string // not trusted
}

// Build builds a context of one part of at most MaxPartBytes. It cuts the ends of the largest blocks, with a line that says so, and
// leaves out the last of very many blocks. In the coverage, blocks count as files: one without a path is named "(name)". The same request
// gives the same bytes. It fails only if ResponseSchema is not JSON or the rules for secrets can't be loaded.
func Build(r Request) (Context, analysis.Coverage, error) {
	if !json.Valid(r.ResponseSchema) {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building the context of a %s: the response schema is not JSON", r.Kind)
	}
	return r.Window.fitted(func(part int) (Context, analysis.Coverage, error) { return buildOf(r, limitsOf(part)) })
}

func buildOf(r Request, l limits) (Context, analysis.Coverage, error) {
	r.Facts.text += languageFacts(r.Language).text
	blocks := readBlocks(r.Blocks, l.part)
	if err := redactBlocks(blocks); err != nil {
		return Context{}, analysis.Coverage{}, fmt.Errorf("building the context of a %s: %w", r.Kind, err)
	}
	texts := []string{r.AnalysisID, r.Facts.text}
	for _, b := range blocks {
		b.print()
		texts = append(texts, b.path, b.text())
	}
	boundary := boundaryFor(texts)

	var out strings.Builder
	out.WriteString(text.Head(r.Facts.text, l.facts) + warning(boundary, "others", "judge"))
	room := l.part - out.Len() - noteRoom
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
	}, coverBlocks(shown, left), nil
}
