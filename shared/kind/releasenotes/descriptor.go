package releasenotes

import (
	_ "embed"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
)

// Name is the kind's name.
const Name analysis.Kind = "release_notes"

//go:embed schema.json
var schemaJSON []byte

//go:embed flow.yaml
var prompts []byte

var schema = analysis.MustSchema(schemaJSON)

// Descriptor describes the analysis that writes release notes.
func (*Kind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: Name, CheckName: analysis.CheckName + ": release notes", Flow: "ai-release-notes", Schema: schema, Prompt: kind.PromptVersion(prompts),
		Local: kind.LocalRelease, Sent: kind.Sent{Unit: "text", Text: "text"},
		Key:             subjectKey,
		SupersedesOlder: true, // notes for another commit than the tag's are wrong
	}
}

// subjectKey distinguishes tags and ranges. No tag has two dots in a row.
func subjectKey(s analysis.Subject) string {
	if isSpan(s) {
		return s.Ref + ".." + s.SHA
	}
	return s.Tag
}

// isSpan reports whether a subject is a range of commits: from Ref, or from the last release, to the commit SHA.
func isSpan(s analysis.Subject) bool { return s.Kind == Name && s.SHA != "" }
