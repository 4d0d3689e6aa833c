package repository

import (
	_ "embed"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
)

// Name is the kind's name.
const Name analysis.Kind = "repository"

//go:embed schema.json
var schemaJSON []byte

//go:embed flow.yaml
var prompts []byte

var schema = analysis.MustSchema(schemaJSON)

// Descriptor describes the analysis of repositories.
func (*Kind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: Name, CheckName: analysis.CheckName + ": repository", Flow: "ai-repo-analysis", Schema: schema, Prompt: kind.PromptVersion(prompts),
		Local: kind.LocalRepository, Sent: kind.Sent{Unit: "text", Text: "text"},
		Key:                  func(analysis.Subject) string { return "" },
		ComparesWithPrevious: true, // the report begins with what changed
	}
}
