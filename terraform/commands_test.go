package terraform

import (
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
)

// Whoever is woken at night, or follows the README for the first time, has no time for a flag that is gone.
func TestDocuments_CommandsAreValid(t *testing.T) {
	t.Parallel()
	deployment(t)
	dir := t.TempDir()
	steps := filepath.Join(dir, "next_steps.md")
	write(t, steps, "```sh\n"+nextSteps+"\n```\n")
	playbooks, err := filepath.Glob("playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if steps, err = filepath.Rel(repository, steps); err != nil {
		t.Fatal(err)
	}
	documents := []string{steps, "terraform/README.md"}
	for _, playbook := range playbooks {
		if filepath.Base(playbook) != "budget.md" { // that is looked at in Cloud Console
			documents = append(documents, "terraform/"+playbook)
		}
	}
	var calls [][]string
	for _, document := range documents {
		calls = append(calls, gcloudtest.Run(t, document, dir, "PROJECT=my-project", "REGION=europe-west1")...)
	}
	gcloudtest.Parse(t, calls)
}
