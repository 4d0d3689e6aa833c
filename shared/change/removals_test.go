package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// A change of CI has no score, so what it takes away has to be said by name.
func TestRemovals_OfWorkflowsAreNamed(t *testing.T) {
	t.Parallel()
	const job = " jobs:\n-  lint:\n-    # style\n-    name: Lint\n-    runs-on: ubuntu-latest\n-    steps:\n-      - run: make lint\n   test:\n     runs-on: ubuntu-latest\n"
	for name, test := range map[string]struct {
		patch diff.Patch
		want  []string
	}{
		"a job":                        {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,9 +3,3 @@\n" + job}, []string{"job lint 4"}},
		"a reusable job":               {diff.Patch{Path: ".github/workflows/ci.yaml", Text: "@@ -3,3 +3,1 @@\n-  scan:\n-    uses: ./.github/workflows/scan.yml\n   test:\n"}, []string{"job scan 3"}},
		"all jobs":                     {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,4 +3,1 @@\n-jobs:\n-  a:\n-    runs-on: x\n on: push\n"}, []string{"job a 3"}},
		"a job that moves":             {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,9 +3,5 @@\n" + job + "+  lint:\n+    runs-on: ubuntu-24.04\n"}, nil},
		"steps of a job":               {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,4 +3,1 @@\n     steps:\n-      - uses: a/b@v1\n-        with:\n-          x: 1\n"}, nil},
		"permissions":                  {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,4 +3,1 @@\n-permissions:\n-  contents: read\n-  id-token: write # for OIDC\n jobs:\n"}, []string{"permission contents: read 3", "permission id-token: write 3"}},
		"all permissions":              {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,2 +3,1 @@\n-permissions: {}\n jobs:\n"}, []string{"permission permissions: {} 3"}},
		"a permission that changes":    {diff.Patch{Path: ".github/workflows/ci.yml", Text: "@@ -3,2 +3,2 @@\n permissions:\n-  contents: read\n+  contents: write\n"}, nil},
		"the workflow":                 {diff.Patch{Path: ".github/workflows/scan.yml", Status: diff.Removed, Text: "@@ -1,2 +0,0 @@\n-on: push\n-jobs:\n"}, []string{"workflow scan.yml 0"}},
		"the workflow, by its name":    {diff.Patch{Path: ".github/workflows/scan.yml.off", PreviousPath: ".github/workflows/scan.yml", Status: diff.Renamed}, []string{"workflow scan.yml 0"}},
		"a workflow that is renamed":   {diff.Patch{Path: ".github/workflows/ci.yaml", PreviousPath: ".github/workflows/ci.yml", Status: diff.Renamed}, nil},
		"a key of other configuration": {diff.Patch{Path: ".github/settings.yml", Text: "@@ -3,2 +3,1 @@\n-  lint:\n-    runs-on: x\n on: push\n"}, nil},
	} {
		if test.patch.Status == "" {
			test.patch.Status = diff.Modified
		}
		test.patch.Additions, test.patch.Deletions = strings.Count(test.patch.Text, "\n+"), strings.Count(test.patch.Text, "\n-")
		var got []string
		for _, r := range change.Measure([]diff.Patch{test.patch}).Removals {
			got = append(got, fmt.Sprintf("%s %s %d", r.What, r.Name, r.Start))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
