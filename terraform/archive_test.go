package terraform

import (
	"archive/zip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/buildpack"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// A file that the archive lacks fails the build minutes into an apply; tests in it would be deployed for nothing.
func TestArchives_HoldWhatTheBuildNeeds(t *testing.T) {
	t.Parallel()
	folder, all := archives(t), deployment(t)
	for _, name := range functionNames(t) {
		archive, err := zip.OpenReader(filepath.Join(folder, name+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		has := map[string]bool{}
		for _, f := range archive.File {
			has[f.Name] = true
			if strings.HasSuffix(f.Name, "_test.go") || strings.Contains(f.Name, "/testdata/") || strings.HasPrefix(f.Name, "functions/") && !strings.HasPrefix(f.Name, "functions/"+name+"/") {
				t.Errorf("%s.zip holds %s", name, f.Name)
			}
		}
		for _, f := range append(needed(t, name), "go.mod", "go.sum", "function.go") {
			if !has[f] {
				t.Errorf("%s.zip lacks %s: see left_out in modules/function/main.tf", name, f)
			}
		}
		object := find(t, all, "module."+name+".google_storage_bucket_object.source")
		if hash := strings.TrimSuffix(strings.TrimPrefix(object.text(t, "name"), name+"-"), ".zip"); len(hash) != 64 {
			t.Errorf("functions/%s: the object %s has no hash in its name: changes would not be deployed", name, object.text(t, "name"))
		}
	}
}

// needed returns the repository's files that a function is built from.
func needed(t *testing.T, name string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Module,GoFiles,EmbedFiles", "./functions/"+name)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	base, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p struct {
			Dir                 string
			Module              *struct{ Main bool }
			GoFiles, EmbedFiles []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || !p.Module.Main {
			continue
		}
		for _, f := range append(p.GoFiles, p.EmbedFiles...) {
			path, err := filepath.Rel(base, filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, filepath.ToSlash(path))
		}
	}
	return files
}

// This is the deployment, as far as it exists without Google Cloud: the steps of Google's Go buildpack build each archive, and the
// programs review a pull request between the emulators, the engine and a GitHub. Unless every real part is required, only the
// function with the most dependencies is built.
func TestArchives_BuiltReviewAPullRequest(t *testing.T) {
	t.Parallel()
	builder := buildpack.Find(t)
	folder, all := archives(t), deployment(t)
	names := []string{"dispatch"}
	if require.All() {
		names = functionNames(t)
	}
	programs := t.TempDir()
	for _, name := range names {
		entryPoint := function(t, all, name).text(t, "build_config", 0, "entry_point")
		goMod, err := builder.Build(filepath.Join(folder, name+".zip"), entryPoint, filepath.Join(programs, entryPoint))
		if err != nil {
			t.Fatal(err)
		}
		sameVersions(t, name, string(goMod))
	}
	if !require.All() {
		return
	}
	cmd := exec.Command("go", "test", "-vet=off", "-count=1", "-v", "-run=^TestDeployedFunctions_", "./functions/local")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "DEVPLUS_TEST_FUNCTIONS="+programs)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if strings.Contains(string(said), "--- SKIP") {
		t.Skipf("%s", said)
	}
	if !strings.Contains(string(said), "--- PASS: TestDeployedFunctions_") {
		t.Errorf("nothing was tested:\n%s", said)
	}
}

// sameVersions fails the test if the build, which tidies go.mod, uses another version of a module than the tests.
func sameVersions(t *testing.T, name, built string) {
	t.Helper()
	tested := map[string]string{}
	for _, m := range requirement.FindAllStringSubmatch(source(t, "go.mod"), -1) {
		tested[m[1]] = m[2]
	}
	for _, m := range requirement.FindAllStringSubmatch(built, -1) {
		if v, listed := tested[m[1]]; listed && v != m[2] {
			t.Errorf("functions/%s is built with %s %s, tested with %s", name, m[1], m[2], v)
		}
	}
}

var requirement = regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`)

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
