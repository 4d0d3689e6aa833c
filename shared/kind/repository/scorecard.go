package repository

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/text"
)

// Check is one of OpenSSF Scorecard's checks, as far as the tree and GitHub's answers decide it.
type Check struct {
	Name   string   `json:"name"`   // Scorecard's
	Result string   `json:"result"` // pass, fail or unknown
	Reason string   `json:"reason"` // contains no untrusted names
	Paths  []string `json:"paths"`
	Remedy string   `json:"remedy,omitempty"` // of a failed one
	Link   string   `json:"link"`
	// Concern is the key of the concern that this check alone raises if it fails, and Severity its severity.
	Concern  string            `json:"concern,omitempty"`
	Severity analysis.Severity `json:"severity,omitempty"`
}

// The results of a Check.
const (
	pass    = "pass"
	fail    = "fail"
	unknown = "unknown" // the tree does not decide it
)

// active is how long after the last change a repository counts as maintained (Scorecard, Maintained).
const active = 90 * 24 * time.Hour

// scorecard applies the checks, those of the highest risk first, and then those of hints. Absence is a failure only where the tree shows it.
func (g *gathered) scorecard(r *Report) []Check {
	w := workflowsIn(actionsPaths(r.CI), g.texts)
	checks := []Check{
		dangerousWorkflow(w), g.branchProtection(), binaryArtifacts(g.tree), updateTool(r), g.maintained(r), tokenPermissions(w), pinned(w),
		present("Security-Policy", r.Documents.Security != "" || r.Documents.SharedSecurity != "", !r.Checkout, "A policy says how to report a vulnerability.", "No policy says how to report a vulnerability."),
		present("SAST", w.analyzed || slices.ContainsFunc(g.tree.files, isAnalysis), false, "A static analysis is set up.", "None is set up in the repository; GitHub's default setup of CodeQL does not show there."),
		present("Fuzzing", slices.ContainsFunc(g.tree.files, isFuzzing), false, "Files are named for fuzzing.", "No file is named for fuzzing."),
		present("License", r.Documents.License != "" || r.Documents.LicenseID != "", true, "A license is named.", "No license is named."),
	}
	checks = append(checks, g.hints(r, w)...)
	for i := range checks {
		c := &checks[i]
		c.Link = scorecard + strings.ToLower(c.Name)
		c.Paths = append([]string{}, c.Paths[:min(len(c.Paths), maxListed)]...)
		if c.Result == fail {
			a, _ := adviceOn(concernOf(*c))
			c.Remedy = a.remedy
		}
	}
	return checks
}

// concernOf returns the key of the concern that a failed check raises.
func concernOf(c Check) string {
	switch c.Name {
	case "Security-Policy":
		return "no_security_policy"
	case "License":
		return "no_license"
	case "Dependency-Update-Tool":
		return "no_updates"
	case "Maintained":
		return "quiet"
	}
	return c.Concern
}

// checks adds the failed checks that are not yet a concern.
func (o *observer) checks(r *Report) {
	for _, c := range r.Checks {
		o.add(c.Result == fail && c.Concern != "", c.Concern, c.Severity, c.Reason, c.Paths...)
	}
}

func actionsPaths(services []Service) []string {
	for _, s := range services {
		if s.Name == actionsService {
			return s.Paths
		}
	}
	return nil
}

func dangerousWorkflow(w workflows) Check {
	c := Check{Name: "Dangerous-Workflow", Result: pass, Reason: "No workflow runs what outsiders wrote with the repository's secrets."}
	switch n := len(w.dangerous); {
	case n > 0:
		c.Result, c.Paths, c.Concern, c.Severity = fail, w.dangerous, "dangerous_workflow", analysis.SeverityHigh
		c.Reason = text.Count(n, "workflow runs", "workflows run") + " what outsiders wrote with the repository's secrets."
	case w.count == 0:
		c.Result, c.Reason = unknown, "No workflow was read."
	}
	return c
}

func (g *gathered) branchProtection() Check {
	c := Check{Name: "Branch-Protection", Result: unknown, Reason: "No rule for the default branch is visible to the App."}
	r := g.overview.Rules
	if g.checkout {
		c.Reason = "A checkout does not show the rules of branches."
	}
	if r == nil {
		return c
	}
	var lacks []string
	for _, rule := range []struct {
		set  bool
		what string
	}{{r.PullRequests, "pull requests"}, {r.Checks, "checks that must pass"}, {r.NoForcePushes, "a ban on force pushes"}} {
		if !rule.set {
			lacks = append(lacks, rule.what)
		}
	}
	c.Result, c.Reason = pass, fmt.Sprintf("Changes need a pull request with %s.", text.Count(r.Reviews, "approval"))
	if len(lacks) > 0 {
		c.Result, c.Reason = fail, "The rules of the default branch lack "+strings.Join(lacks, " and ")+"."
		c.Concern, c.Severity = "branch_protection", analysis.SeverityLow
		if !r.PullRequests && !r.Checks {
			c.Severity = analysis.SeverityMedium
		}
	}
	return c
}

// programs are the extensions of files that run and that nobody can review (Scorecard, Binary-Artifacts).
var programs = text.Words("a apk bundle class crx deb dex dll dylib efi elf exe ipa jar lib macho msi o ocx par pyc pyo rpm so sys wasm whl")

func binaryArtifacts(t *tree) Check {
	c := Check{Name: "Binary-Artifacts", Result: pass, Reason: "No program is stored in binary form."}
	for _, f := range t.files {
		base := strings.ToLower(path.Base(f.path))
		wrapper := base == "gradle-wrapper.jar" || base == "maven-wrapper.jar"
		outside := f.class == filekind.Test || f.class == filekind.Docs || exampleFolder.MatchString(strings.ToLower(f.path))
		if programs[strings.TrimPrefix(path.Ext(base), ".")] && f.class == filekind.Binary && !wrapper && !outside && !inTests(f.path) {
			c.Paths = append(c.Paths, f.path)
		}
	}
	if n := len(c.Paths); n > 0 {
		c.Result, c.Reason = fail, text.Count(n, "program is", "programs are")+" stored in binary form."
		c.Concern, c.Severity = "binary_artifacts", analysis.SeverityMedium
	}
	return c
}

// inTests reports whether a file of another class is among tests.
func inTests(filePath string) bool {
	return filekind.ClassOf(path.Dir(filePath)+"/x.txt") == filekind.Test
}

func updateTool(r *Report) Check {
	c := Check{Name: "Dependency-Update-Tool", Result: pass, Reason: "No manifest names dependencies."}
	switch {
	case len(r.Updates) > 0:
		c.Reason = "Dependencies are kept up to date by " + strings.Join(servicesOf(r.Updates), " and ") + "."
	case len(r.Manifests) > 0:
		c.Result, c.Reason = fail, "Nothing keeps the dependencies up to date."
	}
	return c
}

func (g *gathered) maintained(r *Report) Check {
	c := Check{Name: "Maintained", Result: pass, Reason: "People changed it within the last 90 days."}
	for _, commit := range g.log.Commits {
		if !commit.Merge && !g.people.isBot(commit.Author) {
			if r.At.Sub(commit.At) > active {
				c.Result, c.Reason = fail, "People's last change is of "+date(commit.At)+"."
			}
			return c
		}
	}
	c.Result, c.Reason = unknown, "No change by people was read."
	return c
}

func tokenPermissions(w workflows) Check {
	c := Check{Name: "Token-Permissions", Result: pass, Reason: "All workflows that were read limit their tokens."}
	switch {
	case w.count == 0:
		c.Result, c.Reason = unknown, "No workflow was read."
	case len(w.writing) > 0:
		c.Result, c.Paths, c.Concern, c.Severity = fail, w.writing, "token_permissions", analysis.SeverityLow
		c.Reason = text.Count(len(w.writing), "workflow lets", "workflows let") + " the tokens of all jobs write."
		if w.writeAll {
			c.Severity = analysis.SeverityMedium
		}
	case len(w.unstated) > 0:
		c.Result, c.Paths, c.Concern, c.Severity = fail, w.unstated, "default_permissions", analysis.SeverityLow
		c.Reason = text.Count(len(w.unstated), "workflow leaves", "workflows leave") + " to the settings what tokens may do."
	}
	return c
}

func pinned(w workflows) Check {
	c := Check{Name: "Pinned-Dependencies", Result: pass, Reason: "Workflows name actions of others by the SHA of a commit."}
	switch {
	case w.count == 0:
		c.Result, c.Reason = unknown, "No workflow was read."
	case w.actions == 0:
		c.Reason = "Workflows name no action of others."
	case w.movingRefs > 0:
		c.Result, c.Paths, c.Concern, c.Severity = fail, w.unpinned, "unpinned_actions", analysis.SeverityLow
		are := "are"
		if w.movingRefs == 1 {
			are = "is"
		}
		c.Reason = fmt.Sprintf("%d of %d actions of others %s named by a tag or branch, which can move.", w.movingRefs, w.actions, are)
	}
	return c
}

// present returns a check for the presence of something. Its absence is a failure only if shows is true, otherwise
// unknown.
func present(name string, there, shows bool, found, missing string) Check {
	switch {
	case there:
		return Check{Name: name, Result: pass, Reason: found}
	case shows:
		return Check{Name: name, Result: fail, Reason: missing}
	}
	return Check{Name: name, Result: unknown, Reason: missing}
}

func isFuzzing(f file) bool { return strings.Contains(strings.ToLower(f.path), "fuzz") }

func isAnalysis(f file) bool {
	switch strings.ToLower(path.Base(f.path)) {
	case "sonar-project.properties", ".semgrep.yml", ".semgrep.yaml", ".semgrepignore", "codeql-config.yml", ".bandit", "qodana.yaml", ".lgtm.yml", ".codacy.yml", ".codacy.yaml":
		return true
	}
	return strings.HasPrefix(f.path, ".github/codeql/")
}
