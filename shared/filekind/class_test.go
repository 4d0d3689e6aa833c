package filekind

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestClassOf_Paths(t *testing.T) {
	t.Parallel()
	tests := map[Class]string{
		Production: `main.go cmd/app/main.go src/main/java/com/example/Latest.java lib/vendoring.rb src/Infrastructure/Orders.cs
			internal/doc/parse.go web/app.tsx templates/page.html api/v1/service.proto internal/license.go bin/run scripts/x.sh
			src/contest.py latest/a.go src/features/cart.ts requirements_parser.py pkg/testing/run.go app/models/spectrum.rb query.sql cmd/dist/main.go attest.java`,
		Test: `main_test.go tests/test_app.py src/test/java/AppTest.java src/AppIT.java web/app.test.tsx web/app.spec.ts web/types.tst.ts src/join/test.rs src/add/test.ts
			spec/models/user_spec.rb testdata/a.json internal/x/testdata/big.txt Foo.Tests/BarTests.cs conftest.py
			__snapshots__/a.snap modules/a/tests/main.tftest.hcl src/Json.Tests/Samples/Person.cs features/login.feature
			features/step_definitions/steps.rb lib/src/commonTest/kotlin/Fakes.kt integration_tests/run.sh packages/dts-test/a.ts tokio/benches/spawn.rs`,
		Docs: `README.md docs/conf.py docs/index.html LICENSE CHANGELOG.txt examples/hello/main.go pkg/NOTES.rst NOTICE
			web/.vitepress/theme/index.ts .github/ISSUE_TEMPLATE/bug.yml .github/pull_request_template.md charts/web/README.md app/migrations/README.md locale/de.po`,
		Configuration:  `config.yaml .gitignore .editorconfig settings/prod.json app.ini .eslintrc CODEOWNERS CNAME config/brakeman.ignore .devcontainer/start.sh log4j.properties`,
		Build:          `Makefile go.mod package.json pom.xml setup.py pyproject.toml App.csproj App.xcodeproj/project.pbxproj requirements-dev.txt requirements/build.txt rules.mk BUILD`,
		CI:             `.github/workflows/ci.yml .gitlab-ci.yml Jenkinsfile cloudbuild.yaml .circleci/config.yml .github/dependabot.yml .ci/run`,
		Infrastructure: `main.tf terraform/prod.tfvars Dockerfile Dockerfile.dev docker-compose.yml k8s/app.yaml charts/web/values.yaml`,
		Migration:      `db/migrate/20240101_add.rb app/migrations/0001_initial.py store/000001_init.up.sql alembic/versions/a.py`,
		LockFile:       `go.sum web/package-lock.json Cargo.lock poetry.lock .terraform.lock.hcl`,
		Generated:      `api/x.pb.go x_pb2.py js/js.autogen.go web/app.min.js zz_generated.deepcopy.go logo.svg dist/index.js internal/generated/client.go`,
		Vendored:       `vendor/github.com/a/b.go third_party/zlib/inflate.c node_modules/a/index.js gradlew`,
		Binary:         `logo.png fonts/a.WOFF2 lib/app.jar model.onnx`,
	}
	for want, paths := range tests {
		for p := range strings.FieldsSeq(paths) {
			if got := ClassOf(p); got != want {
				t.Errorf("ClassOf(%q) = %s, want %s", p, got, want)
			}
		}
	}
	if got, want := len(tests), len(Classes); got != want {
		t.Errorf("%d classes are tried, %d exist", got, want)
	}
}

func TestLanguageOf_Paths(t *testing.T) {
	t.Parallel()
	for p, want := range map[string]string{
		"a.go": "Go", "A.RS": "Rust", "x/y.d.ts": "TypeScript", "Makefile": "Makefile", "x.php": "PHP", "a.md": "Markdown", "a.yml": "YAML",
		".bashrc": "Shell", ".go": "", "noext": "", "a.unheard": "", "": "", "/": "", ".": "",
	} {
		if got, _ := LanguageOf(p); got != want {
			t.Errorf("LanguageOf(%q) = %q, want %q", p, got, want)
		}
	}
}

// A path is matched in lower case: an upper-case entry, or one listed under two languages, would silently never hold.
func TestRules_CanMatch(t *testing.T) {
	t.Parallel()
	for _, r := range rules {
		for _, s := range slices.Concat(r.folders, r.folderEnds, r.roots, r.names, r.prefixes, r.suffixes, r.infixes, r.extensions) {
			if s != strings.ToLower(s) {
				t.Errorf("%s: %q is not in lower case", r.class, s)
			}
		}
		for _, folder := range r.folders {
			if strings.Contains(folder, "/") {
				t.Errorf("%s: folder %q has a slash", r.class, folder)
			}
		}
	}
	for key := range maps.Keys(languagesByExtension) {
		if key != strings.ToLower(key) || strings.Contains(key, ".") {
			t.Errorf("extension %q can never match", key)
		}
	}
}

func TestLanguages_AreListedOnce(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, l := range linguist() {
		known[l.name] = true
		for _, key := range slices.Concat(strings.Fields(l.extensions), strings.Fields(l.names)) {
			known[key] = true
		}
	}
	for _, l := range unlisted {
		for _, key := range slices.Concat(strings.Fields(l.extensions), strings.Fields(l.names)) {
			if known[key] || !known[l.name] {
				t.Errorf("%s is listed as %s although Linguist knows the first, or not the second", key, l.name)
			}
		}
	}
	for name := range natures {
		if !known[name] {
			t.Errorf("%s is no language to Linguist", name)
		}
	}
}
