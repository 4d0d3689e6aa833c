package terraform

import (
	"archive/zip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the archive lacks fails in Cloud Build, minutes into an apply; tests in it would be built and deployed for nothing.
func TestArchivesHoldWhatTheBuildNeeds(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	c := terraformed(t)
	for _, name := range functionNames(t) {
		archive, err := zip.OpenReader(filepath.Join(c.dir, "terraform", ".build", name+".zip"))
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

// needed are the repository's files that a function is built of.
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

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
