package repository

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func checkOf(t *testing.T, r *Report, name string) Check {
	t.Helper()
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %s", name)
	return Check{}
}

// A workflow that is wrongly called dangerous costs a maintainer an evening; one that is missed costs the repository's secrets.
func TestScorecard_ReadsWorkflows(t *testing.T) {
	t.Parallel()
	const jobs = "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
	gate := func(condition string) string {
		return "jobs:\n  a:\n    if: " + condition + "\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh pr checkout 1\n"
	}
	const sha = "8f4b7f84864484a7bf31766abe9204da3cbe65b3"
	for _, test := range []struct{ name, text, check, want, concern string }{
		{"a fork's code with secrets", "on: pull_request_target\npermissions: {}\n" + jobs + "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: make\n        env:\n          KEY: ${{ secrets.KEY }}\n", "Dangerous-Workflow", fail, "dangerous_workflow"},
		{"a fork's code with a token that may do nothing", "on: pull_request_target\npermissions: {}\n" + jobs + "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n", "Dangerous-Workflow", pass, ""},
		{"an outsider's text in a command", "on: issue_comment\n" + jobs + "      - run: echo ${{ github.event.comment.body }}\n", "Dangerous-Workflow", fail, "dangerous_workflow"},
		{"a fork's code without secrets", "on: pull_request\n" + jobs + "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n", "Dangerous-Workflow", pass, ""},
		{"only a bot's code with secrets", "on: pull_request_target\n" + gate("github.event.repository.fork == false && github.event.pull_request.user.login == 'dependabot[bot]'"), "Dangerous-Workflow", pass, ""},
		{"only the repository's own branches", "on: pull_request_target\n" + gate("${{ github.event.pull_request.head.repo.full_name == github.repository }}"), "Dangerous-Workflow", pass, ""},
		{"a bot or anybody", "on: pull_request_target\n" + gate("github.event.pull_request.user.login == 'dependabot[bot]' || always()"), "Dangerous-Workflow", fail, "dangerous_workflow"},
		{"who pushed last, which outsiders can arrange", "on: pull_request_target\n" + gate("github.actor == 'dependabot[bot]'"), "Dangerous-Workflow", fail, "dangerous_workflow"},
		{"an open job after a gated one", "on: pull_request_target\n" + gate("github.event.pull_request.user.login == 'dependabot[bot]'") + strings.Replace(gate("always()"), "jobs:\n  a:", "  b:", 1), "Dangerous-Workflow", fail, "dangerous_workflow"},
		{"a label by outsiders' events", "on: pull_request_target\n" + jobs + "      - run: gh pr edit --add-label new\n", "Dangerous-Workflow", pass, ""},
		{"everything", "on: push\npermissions: write-all\n" + jobs + "      - run: make\n", "Token-Permissions", fail, "token_permissions"},
		{"writing jobs", "on: push\npermissions:\n  contents: write\n" + jobs + "      - run: make\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n", "Token-Permissions", fail, "token_permissions"},
		{"one writing job", "on: push\npermissions:\n  contents: write\n" + jobs + "      - run: make\n", "Token-Permissions", pass, ""},
		{"nothing said", "on: push\n" + jobs + "      - run: make\n", "Token-Permissions", fail, "default_permissions"},
		{"said by each job", "on: push\njobs:\n  a:\n    permissions:\n      contents: read\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n", "Token-Permissions", pass, ""},
		{"a tag", "on: push\n" + jobs + "      - uses: codecov/codecov-action@v5\n", "Pinned-Dependencies", fail, "unpinned_actions"},
		{"a tag of a workflow", "on: push\njobs:\n  a:\n    uses: octo/shared/.github/workflows/a.yml@main\n", "Pinned-Dependencies", fail, "unpinned_actions"},
		{"a tag and a commit", "on: push\n" + jobs + "      - uses: codecov/codecov-action@v5\n      - uses: codecov/codecov-action@" + sha + "\n", "Pinned-Dependencies", fail, "unpinned_actions"},
		{"a commit", "on: push\n" + jobs + "      - uses: codecov/codecov-action@" + sha + " # v5\n", "Pinned-Dependencies", pass, ""},
		{"GitHub's own and local ones", "on: push\n" + jobs + "      - uses: actions/cache@v4\n      - uses: ./.github/actions/a\n", "Pinned-Dependencies", pass, ""},
		{"an image by digest", "on: push\n" + jobs + "      - uses: docker://alpine@sha256:" + sha + sha[:24] + "\n", "Pinned-Dependencies", pass, ""},
		{"an analysis", "on: push\n" + jobs + "      - uses: github/codeql-action/analyze@v3\n", "SAST", pass, ""},
		{"no analysis", "on: push\n" + jobs + "      - run: make\n", "SAST", unknown, ""},
		{"commands of packages", "on: push\n" + jobs + "      - run: |\n          npm ci\n          npm publish\n", "Packaging", pass, ""},
		{"an action of packages", "on: push\n" + jobs + "      - uses: PyPA/gh-action-pypi-publish@v1\n", "Packaging", pass, ""},
		{"an image that is pushed", "on: push\n" + jobs + "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n", "Packaging", pass, ""},
		{"an image that is only built", "on: push\n" + jobs + "      - uses: docker/build-push-action@v6\n", "Packaging", unknown, ""},
		{"a comment on packages", "on: push\n" + jobs + "      - run: |\n          # npm publish\n          make\n", "Packaging", unknown, ""},
		{"a called workflow that signs", "on: push\njobs:\n  a:\n    uses: slsa-framework/slsa-github-generator/.github/workflows/x.yml@v2.0.0\n", "Signed-Releases", pass, ""},
		{"a command that signs", "on: push\n" + jobs + "      - run: cosign sign --yes image\n", "Signed-Releases", pass, ""},
		{"a file of the word", "on: push\n" + jobs + "      - run: make design\n", "Signed-Releases", unknown, ""},
		{"a bill of materials", "on: push\n" + jobs + "      - uses: anchore/sbom-action@v0\n", "SBOM", pass, ""},
		{"pull requests", "on: [push, pull_request]\n" + jobs + "      - run: make\n", "CI-Tests", pass, ""},
		{"the default branch alone", "on: push\n" + jobs + "      - run: make\n", "CI-Tests", unknown, ""},
		{"what is no workflow", "{{ template }}", "Token-Permissions", unknown, ""},
	} {
		r := reported(map[string]string{".github/workflows/x.yml": test.text}, githubapp.Overview{})
		c := checkOf(t, r, test.check)
		if test.name == "a tag and a commit" && !strings.HasPrefix(c.Reason, "1 of 2 actions of others is named by") {
			t.Errorf("%s: %s", test.name, c.Reason)
		}
		if c.Result != test.want || c.Concern != test.concern || (c.Result == fail) != (c.Remedy != "") || test.concern != "" && !has(r, test.concern) {
			t.Errorf("%s: %+v", test.name, c)
		}
	}
}

// A rule that the App may not see is not missing.
func TestScorecard_BranchProtectionWhereItIsVisible(t *testing.T) {
	t.Parallel()
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30, "a.go", code(4000)))})
	_, r, _ := g.analyze(t, nil)
	if c := checkOf(t, r, "Branch-Protection"); c.Result != unknown || has(r, "branch_protection") {
		t.Errorf("no rule: %+v", c)
	}
	for want, rules := range map[string][]string{
		"pass ":    {"PULL_REQUEST", "REQUIRED_STATUS_CHECKS", "NON_FAST_FORWARD", "DELETION"},
		"fail low": {"PULL_REQUEST", "NON_FAST_FORWARD"}, "fail medium": {"DELETION"},
	} {
		g.Server.Server.SetRules(rules...)
		_, r, _ := g.analyze(t, nil)
		for name, by := range map[string]string{"Code-Review": "PULL_REQUEST", "CI-Tests": "REQUIRED_STATUS_CHECKS"} {
			if c := checkOf(t, r, name); (c.Result == pass) != slices.Contains(rules, by) {
				t.Errorf("%v: %+v", rules, c)
			}
		}
		if c := checkOf(t, r, "Branch-Protection"); c.Result+" "+string(c.Severity) != want {
			t.Errorf("%v: %+v", rules, c)
		}
	}
}

// A policy of the organization holds for all of its repositories.
func TestScorecard_ReadsTheOwnersSharedFiles(t *testing.T) {
	t.Parallel()
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30, "a.go", code(4000)))})
	_, before, _ := g.analyze(t, nil)
	g.Server.Server.SetOrganizationFiles(map[string]string{"SECURITY.md": "Write to us.\n"})
	_, r, _ := g.analyze(t, nil)
	if !has(before, "no_security_policy") || has(r, "no_security_policy") || checkOf(t, r, "Security-Policy").Result != pass {
		t.Errorf("%+v", r.Documents)
	}
}

func TestScorecard_BinariesThatNobodyCanReview(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"bin/tool.exe": fail, "lib/native.so": fail, "plugins/a.jar": fail, "web/module.wasm": fail, "gradle/wrapper/gradle-wrapper.jar": pass, "tests/fixtures/a.jar": pass,
		"examples/a.wasm": pass, "logo.png": pass, "docs/manual.pdf": pass, "t/data/a.so": pass,
	} {
		if c := checkOf(t, reported(nil, githubapp.Overview{}, path), "Binary-Artifacts"); c.Result != want {
			t.Errorf("%s: %+v", path, c)
		}
	}
}

// A reader who knows Scorecard looks for each of its checks, and must not take one that nobody looked at for a failure.
func TestScorecard_NamesAllChecksAndFailsNoneThatItCannotRead(t *testing.T) {
	t.Parallel()
	r := reported(nil, githubapp.Overview{})
	var names []string
	for _, c := range r.Checks {
		if names = append(names, c.Name); c.Reason == "" || c.Result == fail && c.Remedy == "" {
			t.Errorf("%+v", c)
		}
	}
	slices.Sort(names)
	want := strings.Fields("Binary-Artifacts Branch-Protection CI-Tests CII-Best-Practices Code-Review Contributors Dangerous-Workflow Dependency-Update-Tool " +
		"Fuzzing License Maintained Packaging Pinned-Dependencies SAST SBOM Security-Policy Signed-Releases Token-Permissions Vulnerabilities Webhooks")
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, files := range map[string]map[string]string{
		"CII-Best-Practices": {"README.md": "[![OpenSSF](https://www.bestpractices.dev/projects/569/badge)](https://www.bestpractices.dev/projects/569)\n"},
		"SBOM":               {"release/app.cdx.json": "{}"},
	} {
		if c := checkOf(t, reported(files, githubapp.Overview{}), name); c.Result != pass {
			t.Errorf("%s: %+v", name, c)
		}
		if c := checkOf(t, r, name); c.Result != unknown {
			t.Errorf("%s of nothing: %+v", name, c)
		}
	}
	if c := checkOf(t, reported(map[string]string{"cmd/sbom/main.go": "package main\n"}, githubapp.Overview{}), "SBOM"); c.Result != unknown {
		t.Errorf("code of that name: %+v", c)
	}
}
