package repository

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// tree makes a tree of files of 5,000 bytes each, with the folders that they are in.
func treeOf(files ...string) *tree {
	var entries []githubapp.TreeEntry
	folders := map[string]bool{}
	for _, f := range files {
		for i, c := range f {
			if c == '/' && !folders[f[:i]] {
				folders[f[:i]] = true
				entries = append(entries, githubapp.TreeEntry{Path: f[:i], Kind: "tree"})
			}
		}
		entries = append(entries, githubapp.TreeEntry{Path: f, Kind: "blob", Mode: "100644", SHA: "sha of " + f, Size: 5000})
	}
	return newTree(&source.Tree{Entries: entries})
}

func described(files ...string) *Report {
	return treeReport(treeOf(files...), nil)
}

// A warning about a public key or a template teaches people to look away.
func TestSecretFiles_AreRecognizedByName(t *testing.T) {
	t.Parallel()
	secret := strings.Fields(`.env .env.production app/.env.local id_rsa deploy/id_ed25519 certs/server.key tls/server.pem a.p12 release.jks
		.netrc .git-credentials config/credentials.json secrets.yaml service-account.json gcp/service_account_key.json terraform.tfstate
		infra/prod.tfstate.backup kubeconfig config/master.key vault.kdbx secret.auto.tfvars .aws/credentials`)
	innocent := strings.Fields(`.env.example .env.sample .env.template id_rsa.pub keys.go key.md secrets.go docs/secrets.md secret_manager.tf
		environment.yml .envrc server.crt credentials.py master.keys keyboard.json vendor/x/server.key token.ts`)
	got := pathsOf(described(append(secret, innocent...)...).SecretFiles)
	if r := described(append(secret, innocent...)...); r.SecretCount != len(secret) {
		all, _ := treeOf(append(secret, innocent...)...).secrets(nil)
		t.Errorf("missing: %v; too many: %v", difference(secret, pathsOf(all)), difference(pathsOf(all), secret))
	}
	if len(got) != maxListed {
		t.Errorf("the list has %d", len(got))
	}
	if r := described("testdata/server.key", "pkg/x.go"); len(r.SecretFiles) != 1 || r.SecretFiles[0].What != "key or certificate, among tests" {
		t.Errorf("among tests: %+v", r.SecretFiles)
	}
}

func TestReport_NamesEntryPointsManifestsAndServices(t *testing.T) {
	t.Parallel()
	got := described(
		"cmd/server/main.go", "cmd/cli/main.go", "internal/api/api.go", "internal/api/api_test.go", "internal/store/store.go", "internal/store/store_test.go", "internal/bare/bare.go", "go.mod", "go.sum",
		"web/package.json", "web/pnpm-lock.yaml", "web/packages/ui/package.json", "web/src/index.ts", "tools/package.json", "infra/main.tf", "scripts/run.sh",
		"requirements.txt", "services/py/pyproject.toml", "services/py/src/app/__init__.py", "Dockerfile", "testdata/go.mod", "vendor/x/go.mod",
		".github/workflows/ci.yml", ".github/workflows/release.yaml", ".github/dependabot.yml", ".gitlab-ci.yml",
		"README.md", "docs/README.md", "LICENSE", ".github/CONTRIBUTING.md", "docs/SECURITY.md", "CHANGELOG.md", "security.go", "gen/api.pb.go", "logo.png",
	)
	places := func(pairs ...string) (list []NamedPath) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, NamedPath{pairs[i], pairs[i+1]})
		}
		return list
	}
	want := Report{
		EntryPoints: places("Dockerfile", "container image", "cmd/cli/main.go", "Go program", "cmd/server/main.go", "Go program", "web/src/index.ts", "JavaScript module"),
		Manifests: []Manifest{
			{Path: "go.mod", Ecosystem: "Go modules", Lock: "go.sum"}, {Path: "requirements.txt", Ecosystem: "pip"},
			{Path: "tools/package.json", Ecosystem: "npm", unlocked: true}, {Path: "web/package.json", Ecosystem: "npm", Lock: "web/pnpm-lock.yaml"},
			{Path: "services/py/pyproject.toml", Ecosystem: "Python"}, {Path: "web/packages/ui/package.json", Ecosystem: "npm", Lock: "web/pnpm-lock.yaml"},
		},
		CI:      []Service{{"GitHub Actions", []string{".github/workflows/ci.yml", ".github/workflows/release.yaml"}}, {"GitLab CI", []string{".gitlab-ci.yml"}}},
		Updates: []Service{{"Dependabot", []string{".github/dependabot.yml"}}},
		Documents: Documents{
			Readme: "README.md", License: "LICENSE", Contributing: ".github/CONTRIBUTING.md", Security: "docs/SECURITY.md", Changelog: "CHANGELOG.md",
		},
		Tests: Tests{Files: 2, Bytes: 10_000, SourceFiles: 11, SourceBytes: 55_000, Ratio: .1818, Untested: []string{"cmd/cli", "cmd/server", "internal/bare"}},
	}
	for _, diff := range []string{
		cmp.Diff(want.EntryPoints, got.EntryPoints), cmp.Diff(want.Manifests, got.Manifests, cmp.AllowUnexported(Manifest{})), cmp.Diff(want.CI, got.CI),
		cmp.Diff(want.Updates, got.Updates), cmp.Diff(want.Documents, got.Documents), cmp.Diff(want.Tests, got.Tests),
	} {
		if diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if got.Tree.Files != 35 || got.Languages[0].Name != "Go" || !got.Paths.has("internal/api") || !got.Paths.has("logo.png") {
		t.Errorf("%+v, languages %+v", got.Tree, got.Languages)
	}
}

// filekind's table of CI services is the report's too.
func TestReport_NamesEveryCIServiceOfFilekind(t *testing.T) {
	t.Parallel()
	got := described(".semaphore/semaphore.yml", "codefresh.yml", "wercker.yml", "buildspec.yaml", "renovate.json", "docs/codefresh.yml")
	want := []Service{
		{"AWS CodeBuild", []string{"buildspec.yaml"}}, {"Codefresh", []string{"codefresh.yml"}}, {"Semaphore", []string{".semaphore/semaphore.yml"}},
		{"Wercker", []string{"wercker.yml"}},
	}
	if diff := cmp.Diff(want, got.CI); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Service{{"Renovate", []string{"renovate.json"}}}, got.Updates); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
}

// The sample must have no file that is named like a secret, and only text that people wrote.
func TestSample_HoldsNoSecret(t *testing.T) {
	t.Parallel()
	files := treeOf("README.md", "docs/architecture.md", "go.mod", "go.sum", "cmd/a/main.go", ".github/workflows/ci.yml", "internal/hot.go", "internal/cold.go",
		".env", "config/secrets.yaml", "server.key", "gen.pb.go", "logo.png", "vendor/a/main.go", "empty/main.go")
	files.byPath["empty/main.go"].bytes = 0
	r := treeReport(files, nil)
	r.Hotspots = []Hotspot{{Path: "internal/hot.go"}, {Path: "gone.go"}}
	got := collect(files.sample(r), func(p sampled) string { return string(p.block.Name) + ": " + p.path })
	want := []string{
		"readme: README.md", "architecture: docs/architecture.md", "dependency manifest: go.mod", "entry point: cmd/a/main.go", "CI: .github/workflows/ci.yml",
		"hotspot: internal/hot.go", "largest file of its folder: internal/cold.go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestListing_HugeTreeStaysWithinBudget(t *testing.T) {
	t.Parallel()
	if got := strings.Join(treeOf("a/b/c.go", "a/d.go", "e.go").listing(1000, 100), "|"); got != "./: e.go\na/: d.go\na/b/: c.go\n" {
		t.Errorf("a small tree: %q", got)
	}
	var files []string
	for _, a := range strings.Fields(strings.Repeat("x ", 500)) {
		files = append(files, strings.Repeat(a, len(files)%40+1)+"/"+strings.Repeat("y", len(files)+1)+"/file.go")
	}
	parts := treeOf(files...).listing(5000, 2000)
	if all := strings.Join(parts, ""); len(all) > 5100 || !strings.Contains(all, "x/: 0 files") || !strings.HasSuffix(all, "more folders\n") {
		t.Errorf("%d bytes:\n%.200s…", len(all), all)
	}
}
