package main

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// Bounds on the earlier releases that are read from the history, so that this takes seconds, once for a release.
const (
	maxReleased = 40   // releases, the newest
	maxShipped  = 3000 // unmeasured changes in all of them
)

// taggedVersion is a tag of a stable version.
type taggedVersion struct {
	release.Version
	tag, sha string
	at       time.Time
}

// knownReleases returns the comparable releases before the checkout's; none if they can't be read, because the fitted scale remains.
func knownReleases(ctx context.Context, c *checkout, measured hazards, p *progress) (known yardstick.Releases) {
	kept := scaleFile(c.dir, c.head+"-"+strings.ReplaceAll(c.tag, "/", "_"))
	if kept.read(&known) == nil {
		return known
	}
	p.say("reading earlier releases, for the repository's own scale")
	known, err := releasesBefore(ctx, c, measured)
	if err == nil {
		err = kept.write(known)
	}
	if err != nil {
		slog.WarnContext(ctx, "could not read or cache earlier releases", "error", err)
	}
	return known
}

// releasesBefore measures the earlier comparable releases, the newest first. Beyond the number that a scale needs, it adds only releases
// whose changes are already measured. If the bound allows too few for a scale, it measures none.
func releasesBefore(ctx context.Context, c *checkout, measured hazards) (known yardstick.Releases, err error) {
	line, err := versionsOf(ctx, c.dir, c.tag)
	last := slices.IndexFunc(line, func(t taggedVersion) bool { return t.tag == c.tag })
	if err != nil || last < 1 {
		return known, err
	}
	_, kind, _ := release.StepOf(c.tag, line[last].predecessor(line).tag)
	earlier := slices.DeleteFunc(slices.Clone(line), func(t taggedVersion) bool { return !t.at.Before(line[last].at) })
	slices.SortFunc(earlier, func(a, b taggedVersion) int { return b.at.Compare(a.at) })
	var found []shipment
	unmeasured := 0
	for _, t := range earlier {
		before := t.predecessor(line)
		name, step, ok := release.StepOf(t.tag, before.tag)
		if !ok || step != kind {
			continue
		}
		s := shipment{tag: t, from: before.sha, line: name, step: step}
		if s.changes, s.merged, err = shipped(ctx, c.dir, span{before.sha, t.sha}); err != nil {
			return known, err
		}
		fresh := measured.missing(s.changes)
		if fresh > 0 && len(found) >= yardstick.ReleasesFrom || len(found) == maxReleased {
			break
		}
		if unmeasured += fresh; unmeasured > maxShipped {
			if len(found) < yardstick.ReleasesFrom {
				return known, nil
			}
			break
		}
		found = append(found, s)
	}
	if err := measureAll(ctx, c.dir, found, measured); err != nil {
		return known, err
	}
	for _, s := range found {
		known.Add(yardstick.Release{
			Name: s.tag.tag, SHA: s.tag.sha, Line: s.line, Step: s.step, At: s.tag.at, Hazard: measured.sum(s.changes), Model: risk.Model,
		})
	}
	return known, nil
}

// versionsOf returns the stable versions of the line of a tag, in ascending order.
func versionsOf(ctx context.Context, dir, tag string) (line []taggedVersion, err error) {
	is, ok := release.ParseVersion(tag)
	if !ok {
		return nil, nil
	}
	listed, err := git(ctx, dir, "for-each-ref", "--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)%09%(creatordate:unix)", "refs/tags")
	if err != nil {
		return nil, err
	}
	for row := range strings.Lines(listed) {
		fields := strings.Split(strings.TrimRight(row, "\n"), "\t")
		v, versioned := release.ParseVersion(fields[0])
		seconds, err := strconv.ParseInt(fields[len(fields)-1], 10, 64)
		if len(fields) == 4 && versioned && v.Line == is.Line && !v.Prerelease() && err == nil {
			line = append(line, taggedVersion{v, fields[0], cmp.Or(fields[2], fields[1]), time.Unix(seconds, 0)})
		}
	}
	slices.SortStableFunc(line, func(a, b taggedVersion) int { return a.Compare(b.Version) })
	return line, nil
}

// predecessor returns the highest lower version that was tagged no later; the zero value if there is none.
func (t taggedVersion) predecessor(line []taggedVersion) (found taggedVersion) {
	for _, o := range line {
		if o.Compare(t.Version) < 0 && !o.at.After(t.at) {
			found = o
		}
	}
	return found
}
