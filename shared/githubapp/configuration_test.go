package githubapp_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

const configPath = ".github/devplus.yml"

// Only a plain file may be read as one: the text of a link is a path.
func TestConfiguration_ReadsFilesOfTheDefaultBranchOnly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		make  func(t *testing.T, dir string)
		text  string
		fault string
	}{
		"no file": {func(*testing.T, string) {}, "", ""},
		"a file":  {func(t *testing.T, dir string) { write(t, dir, configPath, "required: true\n") }, "required: true\n", ""},
		"a symbolic link": {func(t *testing.T, dir string) {
			write(t, dir, configPath, "")
			must(t, os.Remove(filepath.Join(dir, configPath)))
			must(t, os.Symlink("../README.md", filepath.Join(dir, configPath)))
		}, "", "is a symbolic link, not a file"},
		"a folder": {func(t *testing.T, dir string) {
			must(t, os.MkdirAll(filepath.Join(dir, configPath), 0o755))
			must(t, os.WriteFile(filepath.Join(dir, configPath, "x"), nil, 0o644))
		}, "", "is a folder, not a file"},
		"a submodule": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("1", 40)+","+configPath)
		}, "", "is a submodule, not a file"},
		"bytes":      {func(t *testing.T, dir string) { write(t, dir, configPath, "a\x00b") }, "", "is not text"},
		"a megabyte": {func(t *testing.T, dir string) { write(t, dir, configPath, strings.Repeat("a", 1<<20)) }, "", "has 1048576 bytes, which is too long"},
		"a file of another branch": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "checkout", "-q", "-b", "fork")
			write(t, dir, configPath, "required: true\n")
			gittest.Run(t, dir, "add", "-A")
			gittest.Run(t, dir, "commit", "-q", "-m", "Fork")
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := gittest.Repository(t, map[string]string{"README.md": "1\n"})
			gittest.Run(t, dir, "branch", "-M", "trunk")
			must(t, os.Mkdir(filepath.Join(dir, ".github"), 0o755))
			test.make(t, dir)
			if name != "a submodule" {
				gittest.Run(t, dir, "add", "-A")
			}
			gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", "Configure")
			_, in, server := start(t, standin.Options{Dir: dir, DefaultBranch: "trunk"})
			own, other, err := in.Configuration(t.Context(), ".github", "devplus.yml", ".github")
			if err != nil || other != nil {
				t.Fatalf("%+v, %v", other, err)
			}
			if own.Text != test.text || own.Fault != test.fault || own.Branch != "trunk" || own.SHA != gittest.Run(t, dir, "rev-parse", "trunk") {
				t.Errorf("%+v", own)
			}
			if exists := own.Blob != ""; exists != (test.text+test.fault != "") {
				t.Errorf("exists: %t", exists)
			}
			server.SetOrganizationFiles(map[string]string{"devplus.yml": "bounds: {}\n"})
			_, other, err = in.Configuration(t.Context(), ".github", "devplus.yml", ".github")
			if err != nil || other == nil || other.Text != "bounds: {}\n" || other.Repository != "octo/.github" || len(other.Blob) != 40 {
				t.Errorf("%+v, %v", other, err)
			}
		})
	}
	_, in, _ := start(t, standin.Options{Dir: gittest.Repository(t, map[string]string{"a": "1\n"})})
	if own, _, err := in.Renamed(owner, "other").Configuration(t.Context(), ".github", "devplus.yml", ".github"); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("a repository that is gone: %v\n%s", err, cmp.Diff(githubapp.ConfigFile{}, own))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
