package pullrequest

import (
	_ "embed"
	"strconv"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
)

// Name is the kind's name.
const Name analysis.Kind = "pull_request"

//go:embed schema.json
var schemaJSON []byte

//go:embed flow.yaml
var prompts []byte

var schema = analysis.MustSchema(schemaJSON)

// ID returns the ID of the analysis of a pull request at a head.
func ID(repositoryID int64, number int, headSHA string) string {
	d := (*Kind)(nil).Descriptor()
	return d.Identity(repositoryID, analysis.Subject{Kind: Name, Number: number}).ID(headSHA)
}

// Descriptor describes the analysis of pull requests.
func (*Kind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: Name, CheckName: analysis.CheckName, Flow: "ai-pull-request-analysis", Schema: schema, Prompt: kind.PromptVersion(prompts),
		Local: kind.LocalChange, Sent: kind.Sent{Unit: "file", Text: "diff"},
		Key:             func(s analysis.Subject) string { return strconv.Itoa(s.Number) },
		PlainKey:        true,
		Reviewed:        true,
		OneConclusion:   true,
		SupersedesOlder: true, // nobody merges an older head

		ComparesWithOthers: true,
	}
}
