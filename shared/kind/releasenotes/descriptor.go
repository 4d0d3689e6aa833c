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

var schema = analysis.MustSchema(schemaJSON)

// Descriptor returns what distinguishes the analysis that writes release notes.
func (*Kind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: Name, CheckName: analysis.CheckName + ": release notes", Flow: "ai-release-notes", Schema: schema,
		Local: kind.LocalRelease, Sent: kind.Sent{Unit: "text", Text: "text"},
		Key:             func(s analysis.Subject) string { return s.Tag },
		SupersedesOlder: true, // notes for another commit than the tag's are wrong
	}
}
