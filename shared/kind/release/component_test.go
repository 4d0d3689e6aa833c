package release

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// in makes the folder that the next commit writes into.
func (w *work) in(folder string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Join(w.dir, folder), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

func TestGather_OfAComponentHasItsOwnChanges(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	for _, folder := range []string{"api", "cli", "packages/plugin-legacy", "Project"} {
		w.in(folder)
	}
	w.commit("api/a", "ann", "Initial")
	w.commit("packages/plugin-legacy/package.json", "ann", "{}")
	w.commit("Project/a", "ann", "The code of the project itself")
	for _, tag := range []string{"api/v1.0.0", "cli/v1.0.0", "plugin-legacy@1.0.0", "v1.0.0", "project-1.0.0"} {
		w.git("tag", tag)
	}
	w.commit("api/b", "ann", "feat: api paging (#1)")
	w.commit("cli/c", "bob", "feat!: cli drops --old (#2)")
	w.on("feature")
	w.commit("packages/plugin-legacy/d", "cem", "part one")
	w.commit("docs", "cem", "part two")
	w.on("main", "main")
	w.merge("feature", "Merge pull request #3 from octo/feature\n\nGrow the plugin")
	w.commit("api/a", "ann", "fix: api retries (#4)")
	w.commit("packages/plugin-legacy/e", "dan", "directly")
	for _, tag := range []string{"api/v1.0.1", "cli/v2.0.0", "plugin-legacy@1.1.0", "v1.1.0", "project-1.1.0"} {
		w.git("tag", tag)
	}
	g := serve(t, w.dir)
	for tag, want := range map[string][]string{
		"api/v1.0.1":          {"feat: api paging", "fix: api retries"},
		"cli/v2.0.0":          {"feat!: cli drops --old"},
		"plugin-legacy@1.1.0": {"Grow the plugin", "directly"},
		"v1.1.0":              {"feat: api paging", "feat!: cli drops --old", "Grow the plugin", "fix: api retries", "directly"},
		"project-1.1.0":       {"feat: api paging", "feat!: cli drops --old", "Grow the plugin", "fix: api retries", "directly"},
	} {
		e := g.gather(t, g.ofTag(t, tag))
		var got []string
		for _, c := range e.Changes() {
			got = append(got, c.Title())
		}
		if diff := cmp.Diff(want, got); diff != "" || e.Elsewhere+len(got) != 5 {
			t.Errorf("%s, %d changes elsewhere (-want +got):\n%s", tag, e.Elsewhere, diff)
		}
	}
}

func TestComponent_IsAFolderOrAPackage(t *testing.T) {
	t.Parallel()
	var entries []githubapp.TreeEntry
	for _, p := range []string{"api/go.mod", "sdk/go/go.mod", "packages/plugin-legacy/package.json", "playground/plugin-legacy/sub/package.json", "a/twin/go.mod", "b/twin/go.mod", "docs/x.md", "services/billing/src/main.py", "include/curl/curl.h", "services/both/a", "libs/both/a", "Web/index.html"} {
		entries = append(entries, githubapp.TreeEntry{Path: p, Kind: "blob"})
	}
	for name, want := range map[string]string{
		"api": "api", "sdk/go": "sdk/go", "plugin-legacy": "packages/plugin-legacy", "@vitejs/plugin-legacy": "packages/plugin-legacy", "twin": "", "docs": "docs", "none": "",
		"billing": "services/billing", "curl": "", "both": "", "web": "Web",
	} {
		if got := folderOf(name, entries); got != want {
			t.Errorf("%s is in %q, want %q", name, got, want)
		}
	}
}

// Packages whose folders have other names would otherwise get the notes of the whole repository.
func TestGather_FindsAComponentByItsPackagesName(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	for _, folder := range []string{"packages/core", "packages/node_modules/x", "crates/engine", "src/Cache", "python/lib"} {
		w.in(folder)
	}
	for file, content := range map[string]string{
		"packages/core/package.json": "{\n  \"name\": \"@octo/runtime\"\n}\n", "packages/node_modules/x/package.json": "{\"name\": \"@octo/runtime\"}\n",
		"crates/engine/Cargo.toml": "[package]\nname = \"octo-engine\"\n", "src/Cache/composer.json": `{"version":"1.0.0","name":"octo/php-cache"}`,
		"python/lib/pyproject.toml": "[project]\nname = \"octo-lib\"\n", "package.json": "{\"name\": \"octo\"}\n",
	} {
		if err := os.WriteFile(filepath.Join(w.dir, file), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.git("add", "--all")
	w.commit("start", "ann", "Initial")
	for _, tag := range []string{"@octo/runtime@1.0.0", "octo-engine-v1.0.0", "octo-1.0.0", "php-cache-1.0.0", "octo_lib-1.0.0"} {
		w.git("tag", tag)
	}
	w.commit("packages/core/a", "ann", "fix: core (#1)")
	w.commit("crates/engine/a", "ann", "fix: engine (#2)")
	w.commit("src/Cache/a", "ann", "fix: cache (#3)")
	w.commit("python/lib/a", "ann", "fix: lib (#4)")
	for _, tag := range []string{"@octo/runtime@1.0.1", "octo-engine-v1.0.1", "octo-1.0.1", "php-cache-1.0.1", "octo_lib-1.0.1"} {
		w.git("tag", tag)
	}
	g := serve(t, w.dir)
	for tag, want := range map[string]string{"@octo/runtime@1.0.1": "packages/core", "octo-engine-v1.0.1": "crates/engine", "octo-1.0.1": "", "php-cache-1.0.1": "src/Cache", "octo_lib-1.0.1": "python/lib"} {
		if e := g.gather(t, g.ofTag(t, tag)); e.Component != want {
			t.Errorf("%s releases %q, want %q", tag, e.Component, want)
		}
	}
}

func TestGather_OfAComponentNamesTheSiblingsThatMoved(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.in("api")
	w.in("cli")
	manifest := func(version string) string {
		return "\nmodule example.com/tool/cli\n\nrequire (\n\texample.com/tool/api/v2 " + version + "\n\tgolang.org/x/mod v0.1.0\n)\n"
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(w.dir, "cli/go.mod"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		w.git("add", "--all")
	}
	w.commit("api/a", "ann", "Initial")
	w.git("tag", "api/v2.0.0")
	write(manifest("v2.0.0"))
	w.commit("cli/a", "ann", "Initial of cli")
	w.git("tag", "cli/v1.0.0")
	w.commit("api/b", "ann", "One (#1)")
	w.commit("api/b", "ann", "Two (#2)")
	w.git("tag", "api/v2.1.0")
	write(manifest("v2.1.0"))
	w.commit("cli/b", "ann", "Use it (#3)")
	w.git("tag", "cli/v1.1.0")
	g := serve(t, w.dir)
	e := g.gather(t, g.ofTag(t, "cli/v1.1.0"))
	if diff := cmp.Diff([]Sibling{{Name: "api", From: "v2.0.0", To: "v2.1.0", Changes: 2}}, e.Siblings); diff != "" || len(e.Changes()) != 1 {
		t.Errorf("%d changes, siblings (-want +got):\n%s", len(e.Changes()), diff)
	}
}

// Packages are tagged by their names, and depend on what the workspace has; a folder that is called like a foreign package is none.
func TestGather_CountsWhatAPackagesSiblingsChanged(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(version string) string{
		"by version": func(v string) string { return v }, "by the workspace": func(string) string { return "workspace:*" },
	} {
		w := newWork(t)
		for _, folder := range []string{"packages/core", "packages/ui", "plugins/react"} {
			w.in(folder)
		}
		write := func(version string) {
			for file, content := range map[string]string{
				"packages/core/package.json": `{"name": "@octo/core", "version": "` + version + `"}`,
				"packages/ui/package.json":   `{"name": "@octo/ui", "dependencies": {"@octo/core": "` + ask(version) + `", "react": "` + version + `"}}`,
			} {
				if err := os.WriteFile(filepath.Join(w.dir, file), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		write("1.0.0")
		w.git("add", "--all")
		w.commit("plugins/react/a", "ann", "Initial")
		w.git("tag", "@octo/core@1.0.0")
		w.git("tag", "@octo/ui@1.0.0")
		w.commit("packages/core/a", "ann", "feat: core (#1)")
		write("1.1.0")
		w.git("add", "--all")
		w.commit("packages/ui/a", "ann", "feat: use it (#2)")
		w.git("tag", "@octo/core@1.1.0")
		w.git("tag", "@octo/ui@1.1.0")
		g := serve(t, w.dir)
		e := g.gather(t, g.ofTag(t, "@octo/ui@1.1.0"))
		if diff := cmp.Diff([]Sibling{{Name: "packages/core", From: "1.0.0", To: "1.1.0", Changes: 2}}, e.Siblings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A workspace may keep a package in a folder of another name.
func TestNpmRequirements_FindsPackagesByTheirNames(t *testing.T) {
	t.Parallel()
	entries := []githubapp.TreeEntry{{Path: "packages/app/package.json"}, {Path: "packages/ui-kit/package.json"}}
	got, err := npmRequirements(`{"dependencies":{"@octo/ui":"workspace:^","react":"^19.0.0"}}`, "packages/app", entries, func(name string) (string, error) {
		return map[string]string{"@octo/ui": "packages/ui-kit"}[name], nil
	})
	want := map[string]requirement{"packages/ui-kit": {pkg: "@octo/ui", manifest: "package.json"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(requirement{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestCargoRequirements_AreThoseWithAPath(t *testing.T) {
	t.Parallel()
	got := cargoRequirements("[package]\nname = \"cli\"\n\n[dependencies]\nserde = { version = \"1.0\" }\nocto-core = { path = \"../core\", version = \"^1.1.0\" }\n"+
		"log = { package = \"octo-log\", path = \"../log\" }\nout = { path = \"../../../out\" }\n\n[dev-dependencies]\nhelp = { path = \"../help\", version = \"1.0.0\" }\n", "crates/cli")
	want := map[string]requirement{
		"crates/core": {pkg: "octo-core", version: "1.1.0", manifest: "Cargo.toml"}, "crates/log": {pkg: "octo-log", manifest: "Cargo.toml"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(requirement{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if v := packageVersion("crates/log/Cargo.toml", "[package]\nname = \"octo-log\"\nversion = \"0.2.0\"\n"); v != "0.2.0" {
		t.Errorf("version %q", v)
	}
}
