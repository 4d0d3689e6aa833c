package releasenotes

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// configuredLines returns a configured text before or after the notes, a paragraph a line.
func (s *Set) configuredLines(configured string, w page.Writer) (all []line) {
	configured = strings.NewReplacer("{tag}", s.Tag, "{previous}", s.PreviousTag).Replace(configured)
	for l := range strings.Lines(text.Cut(configured, maxAround)) {
		if said := w.Inline(strings.TrimSpace(l)); !said.Empty() {
			all = append(all, newLine("", said, 1))
		}
	}
	return all
}

// bumpText is "`lodash` `4.17.20` → `4.17.21`", with the directory if the dependency is in several.
func (s *Set) bumpText(b Bump) page.Inline {
	text := page.Say("%s → %s", page.Code(b.Name), page.Code(b.To))
	if b.From != "" {
		text = page.Say("%s %s → %s", page.Code(b.Name), page.Code(b.From), page.Code(b.To))
	}
	if b.Directory != "" && slices.ContainsFunc(s.Bumps, func(o Bump) bool { return o.Name == b.Name && o.Directory != b.Directory }) {
		text = page.Say("%s in %s", text, page.Code(b.Directory))
	}
	if b.Security {
		text = page.Say("%s, security", text)
		if b.Advisory != "" {
			text = page.Say("%s: %s", text, page.Text(b.Advisory))
		}
	}
	return text
}

// dependencyUpdate is a line about a dependency.
type dependencyUpdate struct {
	text page.Inline
	refs []release.Ref
}

// updates returns the dependency updates that are, or are not, security updates.
func (s *Set) updates(secure bool) (all []dependencyUpdate) {
	if !secure {
		for _, sibling := range s.Siblings {
			all = append(all, dependencyUpdate{siblingText(sibling), sibling.Refs})
		}
	}
	for _, b := range s.Bumps {
		if b.Security == secure {
			all = append(all, dependencyUpdate{s.bumpText(b), b.Refs})
		}
	}
	if !secure && len(s.Several) > 0 {
		all = append(all, dependencyUpdate{page.Say("Grouped updates"), s.Several})
	}
	return all
}

// siblingText is "`api` `v0.20.1` → `v0.21.0`, 17 changes".
func siblingText(s release.Sibling) page.Inline {
	text := page.Say("%s %s → %s", page.Code(s.Name), page.Code(s.From), page.Code(s.To))
	if s.Changes > 0 {
		text = page.Say("%s, %s", text, counted(s.Changes, "change"))
	}
	return text
}

func changelog(compare page.Inline) page.Inline {
	if compare.Empty() {
		return compare
	}
	return page.Say("%s %s", page.Strong("Full changelog:"), compare)
}

// leftOutLine returns a line about what the notes leave out.
func leftOutLine(s *Set) page.Inline {
	var parts []string
	if s.Undone > 0 {
		parts = append(parts, counted(s.Undone, "change")+" that were reverted before the release, or revert one, left out.")
	}
	skipped := s.skipped()
	chores, earlier, unwanted := skipped[mergesBack]+skipped[releases]+skipped[changelogs], skipped[shipped], skipped[excluded]
	if chores > 0 {
		parts = append(parts, counted(chores, "change")+" that only merged a branch, made a release or updated the changelog left out.")
	}
	if earlier > 0 {
		parts = append(parts, counted(earlier, "change")+" shipped in an earlier release left out.")
	}
	if n := skipped[movedNobody]; n > 0 {
		parts = append(parts, counted(n, "update")+" of dependencies that are back at their version left out.")
	}
	if unwanted > 0 {
		parts = append(parts, counted(unwanted, "change")+" left out as .github/release.yml says.")
	}
	if n := skipped[excludedBySettings]; n > 0 {
		parts = append(parts, counted(n, "change")+" left out as .github/devplus.yml says.")
	}
	if s.Unlisted > 0 {
		parts = append(parts, "The oldest "+counted(s.Unlisted, "commit")+" not read.")
	}
	return page.Emphasis("%s", strings.Join(parts, " "))
}
