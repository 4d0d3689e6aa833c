package repository

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Thresholds for a team's attention. They are judgments, not measured.
const (
	enoughCode     = 5_000  // bytes of source from which a lack of tests or CI is a concern
	muchCode       = 20_000 // bytes of source from which the share of tests is meaningful
	fewTests       = 0.1    // bytes of tests per byte of source
	enoughCommits  = 20     // for a statement about who knows the code
	ownersFrom     = 5      // people from which a CODEOWNERS file helps
	muchUnowned    = 0.25   // of the files
	onePerson      = 0.8    // of the commits of a hotspot
	quiet          = 365 * 24 * time.Hour
	unreleasedLong = 180 * 24 * time.Hour
	unreleasedMuch = 50 // commits
	manyStale      = 5  // open pull requests
	largeFile      = 5 << 20
)

// observer gathers concerns.
type observer struct{ found []Observation }

func (o *observer) add(when bool, key string, severity analysis.Severity, text string, paths ...string) {
	if when {
		o.found = append(o.found, Observation{key, severity, text, append([]string{}, paths[:min(len(paths), maxListed)]...)})
	}
}

// concerns returns the observations in r that need a team's attention, most severe first. public: the repository is readable by everybody.
func concerns(r *Report, t *tree, public bool) []Observation {
	o := &observer{found: []Observation{}}
	o.secrets(r)
	o.verification(r)
	o.knowledge(r)
	o.upkeep(r, t)
	o.documents(r, public)
	slices.SortStableFunc(o.found, func(a, b Observation) int { return a.Severity.Rank() - b.Severity.Rank() })
	return o.found
}

func (o *observer) secrets(r *Report) {
	var real, tests []string
	for _, p := range r.SecretFiles {
		if strings.HasSuffix(p.What, ", among tests") {
			tests = append(tests, p.Path)
		} else {
			real = append(real, p.Path)
		}
	}
	least := ""
	if r.SecretCount > len(r.SecretFiles) {
		least = "At least "
	}
	o.add(len(real) > 0, "secret_files", analysis.SeverityHigh,
		least+text.Count(len(real), "file has a name that keys and passwords have", "files have names that keys and passwords have")+
			". Nothing was read: check that no secret is in the history.", real...)
	o.add(len(real) == 0 && len(tests) > 0, "secret_files_in_tests", analysis.SeverityLow,
		least+text.Count(len(tests), "file among the tests has a name", "files among the tests have names")+
			" that keys have: check that they are made up.", tests...)
}

func (o *observer) verification(r *Report) {
	code := r.Tests.SourceBytes
	o.add(code >= enoughCode && r.Tests.Files == 0, "no_tests", analysis.SeverityHigh, "No test was found.")
	o.add(code >= muchCode && r.Tests.Files > 0 && r.Tests.Ratio < fewTests, "few_tests", analysis.SeverityMedium,
		fmt.Sprintf("There are %s bytes of tests to a byte of code.", twoDecimals(r.Tests.Ratio)))
	o.add(len(r.Tests.Untested) > 0, "untested_folders", analysis.SeverityLow,
		text.Count(len(r.Tests.Untested), "folder with code has", "folders with code have")+
			" no test beside or below it, where others have.", r.Tests.Untested...)
	o.add(code >= enoughCode && len(r.CI) == 0, "no_ci", analysis.SeverityMedium, "No CI is set up in the repository.")
}

func (o *observer) knowledge(r *Report) {
	h := r.History
	if h.Commits-h.Bots-h.Merges >= enoughCommits && h.BusFactor == 1 {
		severity := analysis.SeverityMedium
		if h.People == 1 || h.Top[0].Share > 0.9 {
			severity = analysis.SeverityHigh
		}
		o.add(true, "bus_factor", severity, fmt.Sprintf("One person wrote %.0f%% of the commits since %s.", 100*h.Top[0].Share, date(h.From)))
	}
	var alone []string
	for _, spot := range r.Hotspots[:min(len(r.Hotspots), 5)] {
		if spot.Commits >= 10 && spot.MainPart >= onePerson {
			alone = append(alone, spot.Path)
		}
	}
	o.add(len(alone) > 0 && h.BusFactor > 1, "hotspots_of_one_person", analysis.SeverityMedium,
		text.Count(len(alone), "hotspot is", "hotspots are")+
			fmt.Sprintf(" changed by one person in at least %.0f%% of the commits.", 100*onePerson), alone...)
	if owners := r.Ownership; owners != nil {
		o.add(owners.Share >= muchUnowned, "unowned", analysis.SeverityMedium,
			fmt.Sprintf("CODEOWNERS leaves %.0f%% of the files without an owner.", 100*owners.Share), owners.Path)
		skipped := " of CODEOWNERS are not valid, and GitHub skips them: " + joinNumbers(owners.Invalid) + "."
		o.add(len(owners.Invalid) > 0, "codeowners_invalid", analysis.SeverityMedium,
			text.Count(len(owners.Invalid), "line", "lines")+skipped, owners.Path)
	}
	o.add(r.Ownership == nil && h.People >= ownersFrom, "no_codeowners", analysis.SeverityLow,
		fmt.Sprintf("%d people commit, and no CODEOWNERS says whom to ask for a review.", h.People))
}

func (o *observer) upkeep(r *Report, t *tree) {
	o.add(!r.HeadAt.IsZero() && r.At.Sub(r.HeadAt) > quiet, "quiet", analysis.SeverityMedium,
		fmt.Sprintf("Nothing was committed since %s. If it is finished, archive it; if it runs, somebody must look after it.", date(r.HeadAt)))
	var unlocked []string
	for _, m := range r.Manifests {
		if m.unlocked {
			unlocked = append(unlocked, m.Path)
		}
	}
	o.add(len(unlocked) > 0, "unlocked", analysis.SeverityMedium,
		text.Count(len(unlocked), "dependency manifest has", "dependency manifests have")+
			" no lock file: a build takes what is newest on that day.", unlocked...)
	o.add(len(r.Manifests) > 0 && len(r.Updates) == 0, "no_updates", analysis.SeverityLow,
		"Nothing that is set up here keeps the dependencies up to date, such as Dependabot or Renovate.")
	unreleased := r.Releases.Count > 1 && r.Releases.Unreleased >= unreleasedMuch && r.At.Sub(r.Releases.LastAt) > unreleasedLong
	o.add(unreleased, "unreleased", analysis.SeverityLow,
		fmt.Sprintf("%d commits wait for a release; the last was on %s.", r.Releases.Unreleased, date(r.Releases.LastAt)))
	o.add(len(r.Open.Risky) > 0, "risky_pull_requests", analysis.SeverityMedium,
		text.Count(len(r.Open.Risky), "open pull request has", "open pull requests have")+" a high measured risk.")
	o.add(r.Open.Stale >= manyStale, "stale_pull_requests", analysis.SeverityLow,
		fmt.Sprintf("%d of the newest open pull requests are older than 30 days.", r.Open.Stale))
	var large []string
	for _, f := range t.files {
		if f.bytes >= largeFile {
			large = append(large, f.path)
		}
	}
	o.add(len(large) > 0, "large_files", analysis.SeverityLow,
		text.Count(len(large), "file has", "files have")+" more than 5 MiB, which every clone carries for ever.", large...)
}

func (o *observer) documents(r *Report, public bool) {
	o.add(r.Documents.Readme == "", "no_readme", analysis.SeverityMedium, "No README tells what this is and how to build it.")
	o.add(public && r.Documents.License == "" && r.Documents.LicenseID == "", "no_license", analysis.SeverityMedium,
		"Without a licence nobody may use what is public here.")
	o.add(public && r.Documents.Security == "", "no_security_policy", analysis.SeverityLow,
		"No SECURITY file says how to report a vulnerability.")
}

func joinNumbers(list []int) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list), "[]")), ", ")
}

func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }
