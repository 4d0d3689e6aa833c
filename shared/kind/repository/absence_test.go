package repository

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
)

// reported is the report of a repository with these files; texts are of those that were read.
func reported(texts map[string]string, o githubapp.Overview, files ...string) *Report {
	if texts == nil {
		texts = map[string]string{}
	}
	for path := range texts {
		files = append(files, path)
	}
	g := &gathered{overview: o, at: noon, public: true, tree: treeOf(files...), people: newPeople(o.Owner, nil), texts: texts, log: source.Log{}}
	g.tree.reclassify(filekind.ParseAttributes(texts[attributesPath]), texts)
	return newReport(g)
}

func has(r *Report, key string) bool {
	return countIf(r.Concerns, func(o Observation) bool { return o.Key == key }) > 0
}

const mit = `MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

// "No license" about a repository that has one is an accusation that its lawyers read.
func TestAbsence_LicensesAreFoundUnderTheirNames(t *testing.T) {
	t.Parallel()
	for _, path := range strings.Fields(`LICENSE-MIT LICENSE.Apache-2.0 license.markdown MIT-LICENSE.txt COPYING.LESSER Copying.md UNLICENSE LICENCE.rst LICENSES/MIT.txt
		licenses/BSD-3-Clause.txt .github/LICENSE docs/license.md BSD-LICENSE LICENSE_1_0.txt COPYRIGHT gpl-3.0_license.txt`) {
		if r := reported(nil, githubapp.Overview{}, path); r.Documents.License != path || has(r, "no_license") {
			t.Errorf("%s is no license: %+v", path, r.Documents)
		}
	}
	for _, path := range strings.Fields("license.go src/LICENSE_CHECK.md licensing/a.txt vendor/x/LICENSE copying.py relicense.md third_party_licenses.txt") {
		if r := reported(nil, githubapp.Overview{}, path); !has(r, "no_license") {
			t.Errorf("%s is a license", path)
		}
	}
	if r := reported(nil, githubapp.Overview{License: "ISC"}); has(r, "no_license") {
		t.Error("GitHub knows a license")
	}
	dual := map[string]string{"LICENSE-MIT": mit, "LICENSE-OTHER": "All rights reserved. Ask us."}
	if r := reported(dual, githubapp.Overview{License: "NOASSERTION"}); r.Documents.LicenseID != "MIT" {
		t.Errorf("read as %q", r.Documents.LicenseID)
	}
	if r := reported(nil, githubapp.Overview{}, "COMM-LICENSE.txt", "LICENSE"); r.Documents.License != "LICENSE" {
		t.Errorf("the license is %s", r.Documents.License)
	}
	themes := map[string]string{"LICENSE": "All rights reserved. Ask us.", "docs/LICENSE": mit}
	if r := reported(themes, githubapp.Overview{}); r.Documents.LicenseID != "" {
		t.Errorf("%s is the license of the pages in docs, and not of the code", r.Documents.LicenseID)
	}
}

// A library in C++ keeps most of its code in headers: it is no program in C.
func TestReport_HeadersAreOfTheLanguageBeside(t *testing.T) {
	t.Parallel()
	for want, files := range map[string][]string{"C++": {"include/a.h", "src/a.cc", "src/b.cpp", "x.c"}, "C": {"include/a.h", "src/a.c", "src/b.c", "x.cc"}} {
		for _, f := range treeOf(files...).files {
			if f.path == "include/a.h" && f.language != want {
				t.Errorf("a header among %v is %s", files, f.language)
			}
		}
	}
}

// Nobody can clean up the dump of a database's schema.
func TestHotspots_AreNoMigrations(t *testing.T) {
	t.Parallel()
	changed := map[string]churn{"db/schema.rb": {90, 9}, "app/a.rb": {90, 9}}
	if list := treeOf("db/schema.rb", "app/a.rb").hotspotCandidates(changed, 5); len(list) != 1 || list[0].path != "app/a.rb" {
		t.Errorf("%+v", list)
	}
}

// "No tests" is the concern that ends a maintainer's trust soonest.
func TestAbsence_TestsAreFoundByLanguage(t *testing.T) {
	t.Parallel()
	for _, path := range strings.Fields(`src/cart_test.ts app/login.cy.ts web/menu.spec.tsx t/00-load.t xt/author/pod.t lib/x/t/deep.t spec/models/a.rb src/test/kotlin/A.kt src/it/java/A.java
		src/integrationTest/java/A.java Tests/AppTests/a.swift MyApp.Tests/a.cs test/a_test.exs tests/testthat/test-a.R src/a-spec.js unittest/a.cpp testsuite/a.c acceptance/LoginCest.php
		src/ParserSpec.hs test/a_SUITE.erl src/main_test.zig cypress/e2e/a.js playwright/a.ts pkg/__test__/a.js src/FooTest.js features/login.feature`) {
		if r := reported(nil, githubapp.Overview{}, path, "src/code.go"); has(r, "no_tests") || r.Tests.Files == 0 && !strings.HasSuffix(path, ".feature") {
			t.Errorf("%s is no test", path)
		}
	}
	for path, text := range map[string]string{"src/lib.rs": "fn a() {}\n#[cfg(test)]\nmod tests {}\n", "src/main.zig": "test \"adds\" {}\n", "source/a.d": "unittest { }\n"} {
		if r := reported(map[string]string{path: text}, githubapp.Overview{}); has(r, "no_tests") {
			t.Errorf("the tests within %s", path)
		}
	}
	for path, text := range map[string]string{"src/lib.rs": "fn a() {}\n", "latest/contest.go": "package a\n", "src/attest.ts": "export {}\n", "lib/greatest.py": "a = 1\n", "src/inspector.js": "a()\n"} {
		if r := reported(map[string]string{path: text}, githubapp.Overview{}); !has(r, "no_tests") {
			t.Errorf("%s is a test", path)
		}
	}
}

// A policy that stands elsewhere is one, and so are owners whom GitHub does not read.
func TestAbsence_PoliciesAndOwnersElsewhere(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"a heading in Markdown":         reported(map[string]string{"README.md": "# It\n\n## Reporting security issues\n\nWrite to us.\n"}, githubapp.Overview{}),
		"a heading in reStructuredText": reported(map[string]string{"README.rst": "It\n==\n\nSecurity policy\n---------------\n"}, githubapp.Overview{}),
		"the owner's":                   reported(nil, githubapp.Overview{Owner: "octo", Shared: []string{"README.md", ".github/SECURITY.md"}}),
		"in docs":                       reported(nil, githubapp.Overview{}, "docs/security.rst"),
		"in a folder of docs":           reported(nil, githubapp.Overview{}, "docs/security/security.md", "docs/security/tls.md"),
	} {
		if has(r, "no_security_policy") {
			t.Errorf("%s is none: %+v", name, r.Documents)
		}
	}
	if r := reported(map[string]string{"README.md": "# It\n\nWe care about security.\n\n## Security features of the parser\n"}, githubapp.Overview{Shared: []string{"README.md"}}); !has(r, "no_security_policy") {
		t.Error("a word is a policy")
	}
	for _, path := range []string{"OWNERS", "pkg/api/OWNERS", "MAINTAINERS.md", ".gitlab/CODEOWNERS", "docs/MAINTAINERS"} {
		if r := reported(nil, githubapp.Overview{}, path); r.Documents.Owners != path {
			t.Errorf("%s names no owner", path)
		}
	}
}

// The users of a library choose its dependencies' versions.
func TestAbsence_OnlyApplicationsNeedLockFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, text string
		want       bool
	}{
		"an application":             {"package.json", `{"private":true,"dependencies":{"a":"1"}}`, true},
		"one without a name":         {"web/package.json", `{"scripts":{},"devDependencies":{"vite":"5"}}`, true},
		"a library":                  {"package.json", `{"name":"a","version":"1.0.0","main":"a.js","devDependencies":{"b":"1"}}`, false},
		"a library of types":         {"package.json", `{"name":"a","types":"a.d.ts","dependencies":{"b":"1"}}`, false},
		"a plugin":                   {"package.json", `{"name":"a","peerDependencies":{"eslint":"9"},"devDependencies":{"b":"1"}}`, false},
		"no dependencies":            {"package.json", `{"private":true,"type":"module"}`, false},
		"what is no JSON":            {"package.json", `{{ name }}`, false},
		"a library of PHP":           {"composer.json", `{"name":"a/b","type":"library","require":{"php":"^8"}}`, false},
		"a library by default":       {"composer.json", `{"name":"a/b","require":{"php":"^8"}}`, false},
		"a project of PHP":           {"composer.json", `{"type":"project","require-dev":{"a/c":"^8"}}`, true},
		"an application of Pipenv":   {"Pipfile", "[packages]\na = \"*\"\n", true},
		"a workspace with a lock":    {"packages/a/package.json", `{"private":true,"dependencies":{"a":"1"}}`, false},
		"an application of examples": {"examples/a/package.json", `{"private":true,"dependencies":{"a":"1"}}`, false},
	} {
		var locks []string
		if strings.Contains(name, "workspace") {
			locks = append(locks, "bun.lock")
		}
		if r := reported(map[string]string{test.path: test.text}, githubapp.Overview{}, locks...); has(r, "unlocked") != test.want {
			t.Errorf("%s: a concern is %t", name, !test.want)
		}
	}
	if r := reported(nil, githubapp.Overview{}, "package.json"); has(r, "unlocked") {
		t.Error("of a manifest that was not read nothing is known")
	}
}

// A warning about a certificate or a placeholder teaches people to look away; a key in use must not be lost among them.
func TestAbsence_ExampleKeysAreNoSecrets(t *testing.T) {
	t.Parallel()
	key := "-----BEGIN EC PRIVATE KEY-----\nMHc=\n"
	for name, test := range map[string]struct {
		path, text string
		want       bool
	}{
		"a key":                 {"deploy/tls/server.key", key, true},
		"a key as PEM":          {"ca-key.pem", key, true},
		"a certificate":         {"deploy/tls/server.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", false},
		"a key of an example":   {"examples/tls/server.key", key, false},
		"a key of a demo":       {"deploy/demo-app/server.key", key, false},
		"a key of tests":        {"t/certs/server.key", key, false},
		"a made up key":         {"config/snakeoil.key", key, false},
		"a translation":         {"locale/de.key", "hello=Hallo\n", false},
		"settings":              {".env", "PORT=3000\nLOG_LEVEL=debug\nAPP_KEY=\n", false},
		"placeholders":          {".env", "API_KEY=changeme\nDB_PASSWORD=<your password>\nTOKEN=${TOKEN}\nSECRET=xxxxxxxx\n", false},
		"a token":               {".env.production", "STRIPE_SECRET_KEY=sk_live_9f8a7c6b5d4e3f21\n", true},
		"a database":            {".env", "DATABASE_URL=postgres://app:h7Gf3kq9@db.internal/app\n", true},
		"a service account":     {"service-account.json", `{"private_key": "-----BEGIN PRIVATE KEY-----"}`, true},
		"passwords":             {".htpasswd", "ada:$apr1$x$y\n", true},
		"state":                 {"prod.tfstate", "{}", true},
		"what visitors get":     {".env.production", "VITE_API_KEY=9f8a7c6b5d4e3f21\nREACT_APP_TOKEN=9f8a7c6b5d4e3f21\n", false},
		"an object of JSON":     {".env.production", `A_CONFIG='{"name":"9f8a7c6b","domain":"a.example.org","url":"https://a.example.org","id":"1:2"}'`, false},
		"passwords of Postgres": {".pgpass", "db.internal:5432:app:ada:h7Gf3kq9\n", true},
		"credentials of a doc":  {"docs/credentials.json", `{"token":"9f8a7c6b5d4e3f21"}`, false},
	} {
		if r := reported(map[string]string{test.path: test.text}, githubapp.Overview{}); has(r, "secret_files") != test.want {
			t.Errorf("%s: a concern is %t: %+v", name, !test.want, r.SecretFiles)
		}
	}
}

// A cluster's certificates must not read as keys because there are many.
func TestAbsence_ManyCertificatesAreAllRead(t *testing.T) {
	t.Parallel()
	var files []string
	for n := range maxListed {
		files = append(files, fmt.Sprintf("deploy/tls/%d.pem", n), "-----BEGIN CERTIFICATE-----\nMIIB\n")
	}
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30, files...))})
	if _, r, _ := g.analyze(t, nil); has(r, "secret_files") || r.SecretCount != maxListed {
		t.Errorf("%d: %+v", r.SecretCount, r.SecretFiles)
	}
}

// Dependencies that Renovate updates by settings elsewhere are kept up to date.
func TestAbsence_UpdatesShowInTheHistory(t *testing.T) {
	t.Parallel()
	g := &gathered{at: noon, tree: treeOf("go.mod"), people: newPeople("", nil), log: source.Log{Commits: commits(githubapp.Author{Name: "renovate[bot]"})}}
	if r := newReport(g); has(r, "no_updates") || r.Updates[0].Name != "Renovate" {
		t.Errorf("%+v", r.Updates)
	}
	if r := reported(map[string]string{"package.json": `{"renovate":{}}`}, githubapp.Overview{}); has(r, "no_updates") {
		t.Error("settings in package.json")
	}
	if r := reported(nil, githubapp.Overview{}, "go.mod"); !has(r, "no_updates") {
		t.Error("nothing updates")
	}
}

// The next release of the default branch follows its own line, not the newest tag.
func TestReleases_AreOfTheDefaultBranchesLine(t *testing.T) {
	t.Parallel()
	tag := func(name, sha string, hours int) githubapp.Tag {
		return githubapp.Tag{Name: name, SHA: sha, At: noon.Add(-time.Duration(hours) * time.Hour)}
	}
	for name, test := range map[string]struct {
		tags []githubapp.Tag
		want string
	}{
		"an older line is maintained": {[]githubapp.Tag{tag("v4.9.1", "side", 1), tag("v5.1.0", "c3", 3), tag("v5.0.0", "old", 900)}, "v5.1.0 3"},
		"a newer line is elsewhere":   {[]githubapp.Tag{tag("v6.0.0", "next", 1), tag("v5.1.0", "c3", 3)}, "v5.1.0 3"},
		"a release's own branch":      {[]githubapp.Tag{tag("v5.2.1", "side", 1), tag("v5.1.0", "c3", 3)}, "v5.2.1 1"},
		"modules":                     {[]githubapp.Tag{tag("parser-0.4.33", "c0", 0), tag("15.1.0", "c2", 2)}, "15.1.0 2"},
		"modules alone":               {[]githubapp.Tag{tag("parser-0.4.33", "c1", 1), tag("lexer-2.0.0", "c2", 2)}, "parser-0.4.33 1"},
		"a pre-release":               {[]githubapp.Tag{tag("v2.0.0-rc.1", "c1", 1), tag("v1.9.0", "c3", 3)}, "v1.9.0 3"},
		"only pre-releases":           {[]githubapp.Tag{tag("v0.1.0-alpha.2", "c1", 1), tag("v0.1.0-alpha.1", "c3", 3)}, "v0.1.0-alpha.2 1"},
		"under the repository's name": {[]githubapp.Tag{tag("app-2_1_0", "c1", 1), tag("rc-2_2_0-1", "c0", 0), tag("app-2_0_0", "c4", 4)}, "app-2_1_0 1"},
		"once without its name":       {[]githubapp.Tag{tag("app-3.3.1", "c1", 1), tag("3.2.12", "c3", 3), tag("app-3.2.11", "c4", 4)}, "app-3.3.1 1"},
		"beside what it contains":     {[]githubapp.Tag{tag("app-macros-9.0.0", "c0", 0), tag("app-1.53.1", "c2", 2)}, "app-1.53.1 2"},
		"numbered builds":             {[]githubapp.Tag{tag("b4747", "c1", 1), tag("b4746", "c2", 2), tag("b4745", "c3", 3)}, "b4747 1"},
		"none in what was read":       {[]githubapp.Tag{tag("v1.4.9", "side", 2), tag("v2.0.0", "old", 900)}, "v2.0.0 5"},
	} {
		r := releasesOf(test.tags, commits(make([]githubapp.Author, 5)...), "app")
		if got := r.Last + " " + string(rune('0'+r.Unreleased)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// Folders that programs write, or that only tests use, have no tests of their own.
func TestAbsence_UntestedFoldersAreOfWrittenCode(t *testing.T) {
	t.Parallel()
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30,
		".gitattributes", "api/** linguist-generated\n", "a/a.go", code(5000), "a/a_test.go", code(5000), "b/b.go", code(5000), "api/x.go", code(5000), "pkg/testutils/x.go", code(5000),
		"lib/x.cc", code(5000), "lib/x_test.cc", code(5000), "include/x.h", code(5000),
		"models/m.go", "// Code generated by swagger. DO NOT EDIT.\n"+code(5000), "infra/main.tf", strings.Repeat("resource \"a\" \"b\" {}\n", 400), "ui/main.js", strings.Repeat("f(1);\n", 900), "ui-tests/main.spec.js", "it(1)"))})
	_, r, _ := g.analyze(t, nil)
	if diff := cmp.Diff([]string{"b"}, r.Tests.Untested); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
