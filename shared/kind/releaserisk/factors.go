package releaserisk

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// Hazards of a release beyond its changes (see risk.Compose). No labeled releases exist to fit them on, so they are judgments, small
// compared with the fitted risks of the changes. Sources: unreviewed changes bring more defects (McIntosh et al., "The Impact of Code
// Review Coverage and Code Review Participation on Software Quality", MSR 2014), and so do many authors of one file (Nagappan et al.,
// "The Influence of Organizational Structure on Software Quality", ICSE 2008).
const (
	unreviewedShare = 0.25 // of the hazard of the unreviewed changes
	uncheckedShare  = 0.10 // of the hazard of the changes without finished checks
	failedShare     = 0.50 // of the hazard of the changes with failed checks
	perMigration    = 0.10 // each file
	perConfigFile   = 0.02
	perDependency   = 0.02 // each manifest or lock file
	perSibling      = 0.02 // each change in a component of the repository that moves with the released one
	perOverlap      = 0.02 // each file that several changes touch
	perNewcomer     = 0.05 // each first-time author
	maxPerFactor    = 0.50 // of each of the last six
)

// compose scores the release.
func compose(changes []Change, found *release.Evidence, now time.Time, checkout bool) risk.Assessment {
	released := make([]risk.Released, len(changes))
	for i, c := range changes {
		released[i] = risk.Released{Name: strings.TrimSpace(c.label() + " " + c.Title), Risk: c.risk, Bot: c.Bot}
	}
	return risk.Compose(released, factors(changes, found, now, checkout)...)
}

// factors returns the factors of the release itself, with their evidence in their reasons. Those without a hazard are information.
func factors(changes []Change, found *release.Evidence, now time.Time, checkout bool) []risk.Factor {
	var all []risk.Factor
	if !checkout {
		all = reviewsAndChecks(changes)
	}
	all = append(all,
		findings(changes),
		classOf("migrations", "schema or data migration", found, perMigration, filekind.Migration),
		classOf("configuration", "configuration or infrastructure file", found, perConfigFile, filekind.Configuration, filekind.Infrastructure),
		classOf("dependencies", "manifest or lock file", found, perDependency, filekind.Build, filekind.LockFile),
		siblings(found),
		overlaps(changes),
		newcomers(found),
		batch(changes, found),
		gap(found),
		timing(now),
	)
	return slices.DeleteFunc(all, func(f risk.Factor) bool { return f.Name == "" })
}

// reviewsAndChecks returns the factors that only GitHub knows.
func reviewsAndChecks(changes []Change) []risk.Factor {
	return []risk.Factor{
		shareOf("unreviewed", "without an approving review", changes, unreviewedShare, func(c Change) bool {
			return c.Review != string(release.Approved) && !c.Bot
		}),
		shareOf("failed_checks", "with failed checks", changes, failedShare, func(c Change) bool {
			return c.Checks == string(release.ChecksRed)
		}),
		shareOf("unchecked", "without finished checks", changes, uncheckedShare, func(c Change) bool {
			return c.Checks == string(release.NoChecks) || c.Checks == string(release.ChecksPending)
		}),
	}
}

// factor returns a factor, or none if value is 0.
func factor(name string, value, hazard float64, reason string, evidence ...change.Place) risk.Factor {
	if value <= 0 {
		return risk.Factor{}
	}
	return risk.Factor{
		Signal: risk.Signal{
			Name: name, Value: math.Round(100*value) / 100, Reason: reason, Places: evidence[:min(len(evidence), change.MaxPlaces)],
		},
		Hazard: hazard,
	}
}

// shareOf returns a factor from the hazard of the changes that match.
func shareOf(name, words string, changes []Change, share float64, is func(Change) bool) risk.Factor {
	var names []string
	hazard := 0.0
	for _, c := range changes {
		if is(c) {
			names = append(names, c.label())
			hazard += -math.Log1p(-min(c.risk.Probability, 0.999))
		}
	}
	return factor(name, float64(len(names)), share*hazard,
		fmt.Sprintf("%s of %s %s: %s", text.Number(len(names)), text.Count(len(changes), "change"), words, firstFew(names)))
}

// findings is information: the model has no part in the score.
func findings(changes []Change) risk.Factor {
	n := 0
	var names []string
	var places []change.Place
	for _, c := range changes {
		for _, f := range c.findings {
			places = append(places, change.Place{Path: f.Path, Range: diff.Range{Start: f.Line, End: max(f.Line, f.EndLine)}})
			n++
		}
		if len(c.findings) > 0 {
			names = append(names, c.label())
		}
	}
	return factor("findings", float64(n), 0,
		fmt.Sprintf("%s of medium severity or worse when the changes were reviewed, no part of the score: %s", text.Count(n, "finding"), firstFew(names)), places...)
}

// classOf returns a factor from the release's files of some classes.
func classOf(name, noun string, found *release.Evidence, per float64, classes ...filekind.Class) risk.Factor {
	if len(found.Files) == 0 {
		return risk.Factor{}
	}
	facts := change.Measure(found.Files)
	n := 0
	for _, c := range facts.Classes {
		if slices.Contains(classes, c.Class) {
			n += c.Files
		}
	}
	var places []change.Place
	var paths []string
	for _, f := range facts.Files {
		if slices.Contains(classes, f.Class) {
			paths = append(paths, f.Path)
			if len(f.Hunks) > 0 {
				places = append(places, change.Place{Path: f.Path, Range: f.Hunks[0]})
			}
		}
	}
	return factor(name, float64(n), min(per*float64(n), maxPerFactor), text.Count(n, noun)+" changed: "+firstFew(paths), places...)
}

// siblings counts what moves in other components that the released one depends on; one that could not be counted counts once.
func siblings(found *release.Evidence) risk.Factor {
	n := 0
	var names []string
	for _, s := range found.Siblings {
		n += max(s.Changes, 1)
		names = append(names, fmt.Sprintf("%s %s → %s", s.Name, s.From, s.To))
	}
	return factor("siblings", float64(n), min(perSibling*float64(n), maxPerFactor),
		text.Count(n, "change")+" in components that this one depends on: "+firstFew(names))
}

// overlaps counts the files that several changes touch.
func overlaps(changes []Change) risk.Factor {
	by := map[string]int{}
	for _, c := range changes {
		for _, path := range slices.Compact(slices.Sorted(slices.Values(c.paths))) {
			by[path]++
		}
	}
	maps.DeleteFunc(by, func(_ string, n int) bool { return n < 2 })
	paths := slices.SortedFunc(maps.Keys(by), func(a, b string) int { return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b)) })
	for i, path := range paths {
		paths[i] = fmt.Sprintf("%s (%d)", path, by[path])
	}
	return factor("overlaps", float64(len(paths)), min(perOverlap*float64(len(paths)), maxPerFactor),
		text.Count(len(paths), "file")+" touched by several changes: "+firstFew(paths))
}

func newcomers(found *release.Evidence) risk.Factor {
	n := len(found.NewContributors)
	if found.Base == "" { // in a first release every author is new
		n = 0
	}
	return factor("newcomers", float64(n), min(perNewcomer*float64(n), maxPerFactor),
		text.Count(n, "author")+" whom the history did not know: "+firstFew(found.NewContributors))
}

// batch is information: the hazards of the changes add up already.
func batch(changes []Change, found *release.Evidence) risk.Factor {
	authors := map[string]bool{}
	for _, c := range changes {
		authors[c.Author] = true
	}
	return factor("batch", float64(len(changes)), 0,
		fmt.Sprintf("%s in %s by %s", text.Count(len(changes), "change"),
			text.Count(len(found.Commits)+found.Unlisted, "commit"), text.Count(len(authors), "author")))
}

// gap is information: the changes already contain the risk of a long gap.
func gap(found *release.Evidence) risk.Factor {
	if found.BaseAt.IsZero() || len(found.Commits) == 0 {
		return risk.Factor{}
	}
	newest := found.Commits[len(found.Commits)-1].At
	days := newest.Sub(found.BaseAt).Hours() / 24
	return factor("gap", days, 0,
		fmt.Sprintf("%s since %s", text.Count(int(math.Round(days)), "day"), cmp.Or(found.BaseTag, "the last deployment")))
}

// timing is information: fewer people are there to repair a failure. Times are UTC.
func timing(now time.Time) risk.Factor {
	now = now.UTC()
	tomorrow := now.AddDate(0, 0, 1)
	switch {
	case now.Weekday() == time.Saturday, now.Weekday() == time.Sunday:
		return factor("timing", 1, 0, "it is a weekend ("+now.Weekday().String()+", UTC)")
	case now.Weekday() == time.Friday && now.Hour() >= 12:
		return factor("timing", 1, 0, "it is Friday afternoon (UTC)")
	case tomorrow.Month() == time.December && tomorrow.Day() == 25, tomorrow.Month() == time.January && tomorrow.Day() == 1:
		return factor("timing", 1, 0, "it is the eve of a holiday")
	}
	return risk.Factor{}
}

// firstFew joins the first names and counts the others.
func firstFew(names []string) string {
	const most = 5
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}
