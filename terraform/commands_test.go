package terraform

import (
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
)

// Whoever is woken at night, or follows the README for the first time, has no time for a flag that is gone.
func TestOperatorsTypeCommandsThatGcloudTakes(t *testing.T) {
	t.Parallel()
	deployment(t)
	dir := t.TempDir()
	steps := filepath.Join(dir, "next_steps.md")
	write(t, steps, "```sh\n"+nextSteps+"\n```\n")
	documents, err := filepath.Glob("playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, steps, "README.md", filepath.Join(root, "README.md"))
	var calls [][]string
	for _, document := range documents {
		if filepath.Base(document) != "budget.md" { // that is looked at in Cloud Console
			calls = append(calls, gcloudtest.Run(t, document, dir, "REGION=europe-west1")...)
		}
	}
	gcloudtest.Parse(t, calls)
}
