package repository

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Thresholds for a team's attention. They are judgments, not measured.
const (
	enoughCode     = 5_000  // bytes of source from which a lack of tests or CI is a concern
	muchCode       = 20_000 // bytes of source from which the share of tests is meaningful
	fewTests       = 0.1    // bytes of tests per byte of source
	enoughCommits  = 20     // for a statement about who knows the code
	regular        = 5      // commits from which a person is a regular
	ownersFrom     = 5      // regulars from which a CODEOWNERS file helps
	muchUnowned    = 0.25   // of the files
	nearlyAll      = 0.8    // of the commits, of the repository or a hotspot
	enoughChanges  = 10     // of a hotspot, for a statement about who knows it
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
		a, _ := adviceOn(key)
		o.found = append(o.found, Observation{key, severity, text, append([]string{}, paths[:min(len(paths), maxListed)]...), a.remedy, a.link})
	}
}

// concerns returns the observations in r that need a team's attention, those that matter most first. public: the repository is readable by
// everybody.
func concerns(r *Report, t *tree, public bool) []Observation {
	o := &observer{found: []Observation{}}
	o.secrets(r)
	o.checks(r)
	o.verification(r)
	o.knowledge(r)
	o.upkeep(r, t)
	o.documents(r, public)
	slices.SortStableFunc(o.found, func(a, b Observation) int {
		_, first := adviceOn(a.Key)
		_, second := adviceOn(b.Key)
		return cmp.Or(a.Severity.Rank()-b.Severity.Rank(), first-second)
	})
	return o.found
}

func (o *observer) secrets(r *Report) {
	var secrets []string
	for _, p := range r.SecretFiles {
		if isSecret(p) {
			secrets = append(secrets, p.Path)
		}
	}
	o.add(len(secrets) > 0, "secret_files", analysis.SeverityHigh,
		text.Count(len(secrets), "file looks", "files look")+" like keys or passwords in use.", secrets...)
}

func (o *observer) verification(r *Report) {
	t := r.Tests
	o.add(t.SourceBytes >= enoughCode && t.Files == 0 && !t.Inline, "no_tests", analysis.SeverityHigh, "No test was found.")
	o.add(t.SourceBytes >= muchCode && t.Files > 0 && t.Ratio < fewTests && !t.Inline, "few_tests", analysis.SeverityMedium,
		fmt.Sprintf("Tests are %.0f%% of the size of the code.", 100*t.Ratio))
	untested := text.Count(len(t.Untested), "folder with code has", "folders with code have") + " no tests, where others have."
	if t.More {
		untested = "At least " + untested
	}
	o.add(len(t.Untested) > 0, "untested_folders", analysis.SeverityLow, untested, t.Untested...)
	o.add(t.SourceBytes >= enoughCode && len(r.CI) == 0, "no_ci", analysis.SeverityMedium, "No CI is set up in the repository.")
}

func (o *observer) knowledge(r *Report) {
	h := r.History
	people := h.Commits - h.Bots - h.Merges
	if people >= enoughCommits && h.BusFactor == 1 {
		severity := analysis.SeverityLow
		if h.Top[0].Share > nearlyAll {
			severity = analysis.SeverityMedium
		}
		o.add(true, "bus_factor", severity, fmt.Sprintf("One person made %.0f%% of the changes since %s.", 100*h.Top[0].Share, date(h.From)))
	}
	var alone []string
	for _, spot := range r.Hotspots[:min(len(r.Hotspots), shownHotspots)] {
		if spot.Commits >= enoughChanges && spot.MainPart >= nearlyAll {
			alone = append(alone, spot.Path)
		}
	}
	o.add(len(alone) > 0 && h.BusFactor > 1, "hotspots_of_one_person", analysis.SeverityMedium,
		text.Count(len(alone), "hotspot is", "hotspots are")+fmt.Sprintf(" changed by one person in at least %.0f%% of the commits.", 100*nearlyAll), alone...)
	if owners := r.Ownership; owners != nil {
		o.add(owners.Share >= muchUnowned, "unowned", analysis.SeverityLow,
			"CODEOWNERS leaves "+mostly(owners.Share)+" of the files without an owner.", owners.Path)
		skipped := " of CODEOWNERS are not valid, and GitHub skips them: " + joinNumbers(owners.Invalid) + "."
		o.add(len(owners.Invalid) > 0, "codeowners_invalid", analysis.SeverityMedium,
			text.Count(len(owners.Invalid), "line", "lines")+skipped, owners.Path)
		return
	}
	regulars := countIf(h.Top, func(p Person) bool { return p.Commits >= regular })
	o.add(regulars >= ownersFrom && r.Documents.Owners == "", "no_codeowners", analysis.SeverityLow,
		fmt.Sprintf("At least %d people contribute regularly, and no CODEOWNERS file says who reviews what.", regulars))
}

func (o *observer) upkeep(r *Report, t *tree) {
	o.add(!r.HeadAt.IsZero() && r.At.Sub(r.HeadAt) > quiet, "quiet", analysis.SeverityLow, fmt.Sprintf("Nothing was committed since %s.", date(r.HeadAt)))
	unlocked := r.unlockedPaths()
	o.add(len(unlocked) > 0, "unlocked", analysis.SeverityMedium,
		text.Count(len(unlocked), "application has", "applications have")+" no lock file: a build takes what is newest on that day.", unlocked...)
	o.add(len(r.Manifests) > 0 && len(r.Updates) == 0, "no_updates", analysis.SeverityLow,
		"Nothing keeps the dependencies up to date, such as Dependabot or Renovate.")
	unreleased := r.Releases.Count > 1 && r.Releases.Unreleased >= unreleasedMuch && r.At.Sub(r.Releases.LastAt) > unreleasedLong
	o.add(unreleased, "unreleased", analysis.SeverityLow,
		fmt.Sprintf("%d commits wait for a release; the last was on %s.", r.Releases.Unreleased, date(r.Releases.LastAt)))
	if open := r.Open; open != nil {
		o.add(len(open.Risky) > 0, "risky_pull_requests", analysis.SeverityMedium,
			text.Count(len(open.Risky), "open pull request has", "open pull requests have")+" a high measured risk.")
		o.add(open.Stale >= manyStale, "stale_pull_requests", analysis.SeverityLow,
			fmt.Sprintf("%d of the newest open pull requests are older than 30 days.", open.Stale))
	}
	var large []string
	for _, f := range t.files {
		if f.bytes >= largeFile {
			large = append(large, f.path)
		}
	}
	o.add(len(large) > 0, "large_files", analysis.SeverityLow,
		text.Count(len(large), "file has", "files have")+" more than 5 MiB, which every clone carries forever.", large...)
}

func (o *observer) documents(r *Report, public bool) {
	d := r.Documents
	o.add(d.Readme == "", "no_readme", analysis.SeverityMedium, "No README tells what this is and how to build it.")
	o.add(public && d.License == "" && d.LicenseID == "", "no_license", analysis.SeverityMedium, "Without a license nobody may use what is public here.")
	o.add(public && d.Security == "" && d.SharedSecurity == "" && !r.Checkout, "no_security_policy", analysis.SeverityLow,
		"No SECURITY file says how to report a vulnerability.")
}

// mostly formats a share that is at least a quarter. It is 100% only if it is all.
func mostly(share float64) string {
	if share < 1 {
		share = min(share, 0.99)
	}
	return render.Percent(share)
}

func joinNumbers(list []int) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list), "[]")), ", ")
}

func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }
