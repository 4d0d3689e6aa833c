package releaserisk

import (
	_ "embed"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
)

// Name is the kind's name.
const Name analysis.Kind = "release_risk"

//go:embed schema.json
var schemaJSON []byte

//go:embed flow.yaml
var prompts []byte

var schema = analysis.MustSchema(schemaJSON)

// Descriptor describes the analysis of the risk of releases and deployments.
func (*Kind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: Name, CheckName: analysis.CheckName + ": release risk", Flow: "ai-release-risk", Schema: schema, Prompt: kind.PromptVersion(prompts),
		Local: kind.LocalRelease, Sent: kind.Sent{Unit: "text", Text: "text"},
		Key:             key,
		SupersedesOlder: true, // a moved tag is another release
	}
}

// key distinguishes releases, ranges, and the attempts of workflow runs that deploy.
func key(s analysis.Subject) string {
	if s.Environment != "" {
		return fmt.Sprintf("deployment %s %d %d", s.Environment, s.RunID, s.RunAttempt)
	}
	if isSpan(s) {
		return "range " + s.Ref + ".." + s.SHA
	}
	return "release " + s.Tag
}
