package terraform

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/pypi"
	"github.com/devplus-app/devplus/shared/testing/require"
)

func TestTerraform_FormatsAndValidates(t *testing.T) {
	t.Parallel()
	c := terraformed(t)
	if out, err := c.terraform("fmt", "-check", "-recursive", "-diff"); err != nil {
		t.Errorf("not formatted:\n%s", out)
	}
	if _, err := c.terraform("validate"); err != nil {
		t.Error(err)
	}
}

// They test the defaults, the variants and the refusals.
func TestTerraform_OwnTestsPass(t *testing.T) {
	t.Parallel()
	c := terraformed(t)
	out, err := c.terraform("test")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(out)
}

// What nobody locks, a first apply takes in a version that no test has seen. The stand-in's checksums must not get here: Terraform would
// refuse the real providers by them.
func TestTerraform_LockFileHasTheVersionsOfTheTestsAndNoChecksum(t *testing.T) {
	t.Parallel()
	c := terraformed(t)
	after, err := os.ReadFile(filepath.Join(c.dir, "terraform", ".terraform.lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	checksums := regexp.MustCompile(`(?m)^  hashes = \[\n(    .*\n)*  \]\n`)
	if diff := cmp.Diff(checksums.ReplaceAllString(string(after), ""), source(t, "terraform", ".terraform.lock.hcl")); diff != "" {
		t.Errorf("terraform/.terraform.lock.hcl (-what init wrote, without checksums, +committed):\n%s", diff)
	}
}

func TestTerraform_NoStateAndNoVariablesAreCommitted(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("git", "-C", root, "ls-files", "*.tfstate", "*.tfvars").Output()
	require.Part(t, "a git checkout", err, "clone the repository")
	if len(out) > 0 {
		t.Errorf("in the repository:\n%s", out)
	}
}

// Both know faults that Terraform accepts, and people run them before they deploy.
func TestLinters_FindNothing(t *testing.T) {
	t.Parallel()
	t.Run("tflint", func(t *testing.T) {
		t.Parallel()
		require.Tools(t, "tflint")
		config, err := filepath.Abs(".tflint.hcl")
		if err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("tflint", "--recursive", "--config="+config).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, said)
		}
	})
	t.Run("checkov", func(t *testing.T) {
		t.Parallel()
		const checkov = "checkov==3.3.30"
		folder, err := pypi.Install(checkov)
		require.Part(t, checkov, err, "it needs python3 with pip, and PyPI at first use")
		cmd := exec.Command("python3", "-m", "checkov.main", "--directory=.", "--framework=terraform", "--quiet", "--compact", "--skip-download")
		cmd.Env = append(os.Environ(), "PYTHONPATH="+folder)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, said)
		}
	})
}

// changes returns what an apply would do now, as actions and addresses.
func changes(t *testing.T, args ...string) []string {
	t.Helper()
	c := terraformed(t)
	out, err := c.terraform(append([]string{"plan", "-input=false", "-json"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(out) {
		var message struct {
			Type   string
			Change struct {
				Action   string
				Resource struct{ Addr string }
			}
		}
		if json.Unmarshal([]byte(line), &message) == nil && message.Type == "planned_change" {
			all = append(all, message.Change.Action+" "+message.Change.Resource.Addr)
		}
	}
	slices.Sort(all)
	return all
}

// An upgrade must keep topics and data. A resource that survives a destroy shows on a bill.
func TestTerraform_LaterAppliesAndDestroy(t *testing.T) {
	all := deployment(t)
	c := terraformed(t)

	t.Run("a second apply changes nothing", func(t *testing.T) {
		if got := changes(t, everything...); len(got) > 0 {
			t.Errorf("it would:\n%s", strings.Join(got, "\n"))
		}
	})

	t.Run("a change of one function changes that function only", func(t *testing.T) {
		file := filepath.Join(c.dir, "functions", "webhook", "handler.go")
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, file, string(before)+"// Changed.\n")
		got := changes(t, everything...)
		write(t, file, string(before))
		want := []string{"update module.webhook.google_cloudfunctions2_function.this", "update module.webhook.google_storage_bucket_object.source"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("destroy leaves nothing", func(t *testing.T) {
		for _, r := range all {
			if policy := r.text(t, "deletion_policy"); policy == "ABANDON" || policy == "PREVENT" {
				t.Errorf("%s has deletion policy %s: destroy would leave it behind", r.Address, policy)
			}
			if force, has := r.Values["force_destroy"]; has && force != true {
				t.Errorf("%s is not deleted while something is in it", r.Address)
			}
		}
		if find(t, all, "google_firestore_database.this").text(t, "deletion_policy") != "DELETE" {
			t.Error("Firestore's database would be forgotten, not deleted")
		}
		if _, err := c.terraform(append([]string{"destroy", "-auto-approve", "-input=false"}, everything...)...); err != nil {
			t.Fatal(err)
		}
		left, err := c.resources()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range left {
			t.Errorf("%s is left", r.Address)
		}
	})
}
