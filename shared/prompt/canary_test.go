package prompt_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

// everyField is an input of which every string is one that next gives.
func everyField(next func() string) prompt.Input {
	var in prompt.Input
	pagetest.FillEach(&in, next)
	in.ResponseSchema, in.ReadBefore = json.RawMessage(`{"type":"object"}`), nil
	for i := range in.Patches {
		p := &in.Patches[i]
		*p = diff.Patch{Path: next(), PreviousPath: next(), Status: p.Status, Additions: 1, Text: "@@ -1,1 +1,2 @@ func " + next() + "\n " + next() + "\n+" + next()}
	}
	return in
}

// A field that reaches the model outside the blocks speaks to it as we do; one that is not searched for secrets gives them away. A new field
// is tried here by itself.
func TestInput_EveryFieldStandsInABlockAndIsRedacted(t *testing.T) {
	t.Parallel()
	var canaries []string
	c, _ := build(t, everyField(func() string {
		canaries = append(canaries, fmt.Sprintf("canary%dsays", len(canaries)))
		return canaries[len(canaries)-1]
	}))
	shown := 0
	for _, part := range c.Parts {
		said := outside(c.Boundary, part)
		for _, canary := range canaries {
			if strings.Contains(said, canary) {
				t.Errorf("%s stands outside the blocks:\n%s", canary, said)
			}
			if strings.Contains(part, canary) {
				shown++
			}
		}
	}
	if shown < 20 {
		t.Errorf("only %d of %d canaries are shown: the test sees too little", shown, len(canaries))
	}

	var secrets []string
	c, coverage := build(t, everyField(func() string {
		secrets = append(secrets, strings.Replace(githubToken(), githubToken()[10:14], fmt.Sprintf("%04d", len(secrets)), 1))
		return secrets[len(secrets)-1]
	}))
	noted, err := json.Marshal(coverage)
	if err != nil {
		t.Fatal(err)
	}
	for i, secret := range secrets {
		if strings.Contains(all(c)+string(noted), secret) {
			t.Errorf("secret %d is sent or noted: %s", i, secret)
		}
	}
}

// Four large files that nobody needs to read must not keep the model from the one that matters.
func TestBudget_NoFileStarvesAProductionFile(t *testing.T) {
	t.Parallel()
	var patches []diff.Patch
	for i := range 8 {
		patches = append(patches, added(fmt.Sprintf("big%d.go", i), code(uint64(i), 6000)...))
	}
	for i := range 100 {
		patches = append(patches, added(fmt.Sprintf("small/part%d.go", i), code(uint64(100+i), 40)...))
	}
	c, coverage := build(t, input(patches...))
	for i := range 100 {
		if !strings.Contains(all(c), fmt.Sprintf("path: small/part%d.go\n", i)) {
			t.Errorf("nothing of small/part%d.go is shown", i)
		}
	}
	if coverage.Unseen != 8 || len(coverage.UnseenFiles) != 5 {
		t.Errorf("unseen production files: %d, named %q", coverage.Unseen, coverage.UnseenFiles)
	}
}
