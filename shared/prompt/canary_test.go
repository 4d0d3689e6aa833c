package prompt_test

import (
	"encoding/json"
	"fmt"
	"slices"
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

// The check run says how many files nobody has read: most of them never come near a part.
func TestCoverage_UnseenFilesHadNoRoomForOneLine(t *testing.T) {
	t.Parallel()
	const files = 1000 // at 1 KB each, more than all parts hold
	patches := make([]diff.Patch, files)
	for i := range patches {
		patches[i] = added(fmt.Sprintf("file%d.go", i), code(uint64(i), 40)...)
	}
	_, coverage := build(t, input(patches...))
	if coverage.Unseen != files {
		t.Errorf("%d files are said to be unseen, want %d", coverage.Unseen, files)
	}
}

// hunksOf is a modified file of hunks with so many added lines each, or of one that deletes them where that is negative.
func hunksOf(path string, seed uint64, sizes ...int) diff.Patch {
	p := diff.Patch{Path: path, Status: diff.Modified}
	var b strings.Builder
	at := 1
	for i, n := range sizes {
		old, now, mark := 1, 1+n, "+"
		if n < 0 {
			n = -n
			old, now, mark = 1+n, 1, "-"
			p.Deletions += n
		} else {
			p.Additions += n
		}
		fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n ctx%d(%s)\n", at, old, at, now, i, path)
		for _, l := range code(seed+uint64(i), n) {
			b.WriteString(mark + l + "\n")
		}
		at += now + 10
	}
	p.Text = b.String()
	return p
}

// What an author can make large must not keep the model from what they made small: a check that is deleted, a hunk beside a huge one,
// the last of many files.
func TestBudget_LargeAdditionsStarveNothing(t *testing.T) {
	t.Parallel()
	huge := []diff.Patch{added("big1.go", code(1, 9000)...), added("big2.go", code(2, 9000)...), added("big3.go", code(3, 9000)...)}
	many := huge
	for i := range 420 {
		many = append(many, hunksOf(fmt.Sprintf("many/part%d.go", i), uint64(1000*i), 60))
	}
	for name, tt := range map[string]struct {
		patches []diff.Patch
		shown   []string
	}{
		"deleted check": {append(slices.Clone(huge), hunksOf("auth.go", 9, -6)), []string{"path: auth.go\n", "ctx0(auth.go)"}},
		"removed file": {append(slices.Clone(huge), diff.Patch{Path: "guard.go", Status: diff.Removed, Deletions: 3, Text: "@@ -1,3 +0,0 @@\n-check(a)\n-check(b)\n-check(c)"}),
			[]string{"check(c)"}},
		"small hunk":       {[]diff.Patch{hunksOf("one.go", 9, 30000, 3, 2, -4)}, []string{"ctx1(one.go)", "ctx2(one.go)", "ctx3(one.go)"}},
		"two giants":       {[]diff.Patch{hunksOf("one.go", 9, 30000, 20000, 2)}, []string{"ctx1(one.go)", "ctx2(one.go)"}},
		"many large hunks": {[]diff.Patch{hunksOf("one.go", 9, append(slices.Repeat([]int{330}, 80), 2)...)}, []string{"ctx80(one.go)"}},
		"last of 423":      {many, []string{"path: many/part0.go\n", "path: many/part200.go\n", "path: many/part419.go\n"}},
	} {
		c, coverage := build(t, input(tt.patches...))
		for _, want := range tt.shown {
			if !strings.Contains(all(c), want) {
				t.Errorf("%s: %q is not shown; %+v", name, want, coverage.UnseenFiles)
			}
		}
		if coverage.Unseen == 0 {
			t.Errorf("%s: all is shown, so nothing is tried", name)
		}
	}
}
