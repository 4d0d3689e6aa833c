package repository

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/devplus-app/devplus/shared/text"
)

// What workflows and files show of Scorecard's checks that look at packages, releases, services and people: it may confirm such a
// check, and its absence decides nothing.
var (
	// publishes matches actions and commands that publish a package. Source: Scorecard, Packaging (IsPackagingWorkflow).
	publishes = regexp.MustCompile(`\b(?:npm|pnpm|yarn npm|yarn|cargo|poetry|uv|flit|hatch|dart pub|vsce) publish\b|\bmvnw?\b.*\bdeploy\b|\bgradlew?\b.*\bpublish|\bgem push\b|\bnuget push\b|\bdocker (?:buildx build\b.*--)?push\b|\bhelm push\b|\btwine upload\b|\bko (?:build|publish|resolve)\b|\bsbt\b.*\brelease|\bpod trunk push\b|\bmix hex\.publish\b|^(?:pypa/gh-action-pypi-publish|goreleaser/goreleaser-action|docker/build-push-action|js-devtools/npm-publish|changesets/action|cycjimmy/semantic-release-action|python-semantic-release/|rubygems/release-gem|ko-build/)`)
	// signs matches those that sign or attest what is released (Scorecard, Signed-Releases).
	signs = regexp.MustCompile(`^(?:slsa-framework/slsa-github-generator/|actions/attest|sigstore/)|\bcosign (?:sign|attest)|\bgpg\b.*(?:--detach-sign|--clearsign|--armor --sign|-ab\b)|\bminisign -s|\bnpm publish\b.*--provenance`)
	// listsParts matches those that make a bill of materials (Scorecard, SBOM).
	listsParts = regexp.MustCompile(`^(?:anchore/sbom-action|cyclonedx/)|\b(?:syft|cyclonedx[\w-]*|spdx-sbom-generator|trivy\b.*(?:cyclonedx|spdx))\b`)
	partsFile  = regexp.MustCompile(`(?:^|[/._-])s?bom\.(?:json|xml|spdx)$|\.(?:spdx|cdx)(?:\.(?:json|xml|ya?ml))?$|\.spdx\.rdf$`)
	// badge is the page of a project with the OpenSSF's badge (Scorecard, CII-Best-Practices).
	badge = regexp.MustCompile(`bestpractices\.(?:dev|coreinfrastructure\.org)/(?:[a-z]{2}(?:-[a-z]{2})?/)?projects/\d`)
)

// hints returns the checks that what was read may confirm, and those that nothing of it can decide.
func (g *gathered) hints(r *Report, w workflows) []Check {
	does := func(what *regexp.Regexp) bool { return slices.ContainsFunc(w.does, what.MatchString) }
	listed := slices.ContainsFunc(g.tree.files, func(f file) bool { return partsFile.MatchString(strings.ToLower(f.path)) })
	rules := g.overview.Rules
	tests := present("CI-Tests", w.onPulls, false, "A workflow runs on pull requests.", "No workflow was read that runs on pull requests; other services do not show here.")
	review := present("Code-Review", false, false, "", "Who approved what was merged is not read, and no rule that demands an approval is visible.")
	if rules != nil && rules.Checks {
		tests.Result, tests.Reason = pass, "The rules of the default branch demand checks."
	}
	if rules != nil && rules.Reviews > 0 {
		review.Result, review.Reason = pass, "The rules of the default branch demand "+text.Count(rules.Reviews, "approval")+"."
	}
	return []Check{
		review,
		present("Signed-Releases", does(signs), false, "A workflow signs or attests what is released.", "No workflow was read that signs; the files of releases are not read."),
		present("Packaging", does(publishes), false, "A workflow publishes packages.", "No workflow was read that publishes packages."),
		present("SBOM", listed || does(listsParts), false, "A bill of materials is stored, or a workflow makes one.", "No bill of materials is stored, and no workflow was read that makes one."),
		tests,
		present("CII-Best-Practices", badge.MatchString(strings.ToLower(g.texts[r.Documents.Readme])), false,
			"The README links the project's badge.", "The README links no badge of the OpenSSF."),
		present("Contributors", false, false, "", "Which organizations people work for is not read."),
		present("Vulnerabilities", false, false, "", "No database of vulnerabilities is asked."),
		present("Webhooks", false, false, "", "Only administrators see them."),
	}
}

// addSteps collects what the workflow's steps use and run, in lower case, and whether it runs on pull requests.
func (w *workflows) addSteps(parsed *actionlint.Workflow) {
	for _, on := range parsed.On {
		w.onPulls = w.onPulls || on.EventName() == "pull_request" || on.EventName() == "merge_group"
	}
	for _, job := range parsed.Jobs {
		if job.WorkflowCall != nil && job.WorkflowCall.Uses != nil {
			w.does = append(w.does, strings.ToLower(job.WorkflowCall.Uses.Value))
		}
		for _, step := range job.Steps {
			switch exec := step.Exec.(type) {
			case *actionlint.ExecAction:
				if exec.Uses != nil && !onlyBuilds(exec) {
					w.does = append(w.does, strings.ToLower(exec.Uses.Value))
				}
			case *actionlint.ExecRun:
				if exec.Run == nil {
					continue
				}
				for line := range strings.SplitSeq(strings.ReplaceAll(exec.Run.Value, "\\\n", " "), "\n") {
					if line = strings.TrimSpace(strings.ToLower(line)); line != "" && line[0] != '#' {
						w.does = append(w.does, line)
					}
				}
			}
		}
	}
}

// onlyBuilds reports whether an action builds a container image without publishing it.
func onlyBuilds(exec *actionlint.ExecAction) bool {
	push := exec.Inputs["push"]
	return strings.HasPrefix(exec.Uses.Value, "docker/build-push-action") && (push == nil || push.Value == nil || push.Value.Value == "false")
}
