package terraform

import (
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
)

// Somebody who is woken at night, or follows the README for the first time, has no time for a flag that is gone.
func TestDocuments_CommandsAreValid(t *testing.T) {
	t.Parallel()
	playbooks, err := filepath.Glob("playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	documents := []string{"terraform/README.md", "terraform/github-actions.md"}
	for _, playbook := range playbooks {
		if filepath.Base(playbook) != "budget.md" { // that is looked at in Cloud Console
			documents = append(documents, "terraform/"+playbook)
		}
	}
	dir := t.TempDir()
	var calls [][]string
	for _, document := range documents {
		calls = append(calls, gcloudtest.Run(t, document, dir, "PROJECT=my-project", "REGION=europe-west1", "KESTRA_USERNAME=a@b.c", "KESTRA_PASSWORD=Sup3rsecret")...)
	}
	gcloudtest.Parse(t, calls)
}

func TestNextSteps_CommandsAreValid(t *testing.T) {
	t.Parallel()
	deployment(t)
	dir := t.TempDir()
	steps := filepath.Join(dir, "next_steps.md")
	write(t, steps, "```sh\n"+nextSteps+"\n```\n")
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if steps, err = filepath.Rel(repository, steps); err != nil {
		t.Fatal(err)
	}
	gcloudtest.Parse(t, gcloudtest.Run(t, steps, dir, "PROJECT=my-project", "REGION=europe-west1"))
}
