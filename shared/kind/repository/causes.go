package repository

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/risk/outcome"
	"github.com/devplus-app/devplus/shared/text"
)

// shownCauses is the number of reverts and fixes on the page.
const shownCauses = 3

// addCauses counts the reverts and fixes that name their cause. It skips merges, which repeat the merged messages.
func (h *History) addCauses(commits []githubapp.Commit) {
	for _, c := range commits {
		cause, ok := outcome.NamedCause(c.Message)
		if !ok || c.Merge {
			continue
		}
		h.CauseCount++
		if len(h.Causes) < maxListed {
			h.Causes = append(h.Causes, NamedCause{c.SHA, text.Cut(cause, 80)})
		}
	}
}

var fullSHA = regexp.MustCompile("^[0-9a-f]{40}$")

// cause shortens a SHA.
func (v view) cause(named string) page.Inline {
	if fullSHA.MatchString(named) {
		return v.Commit(named)
	}
	if strings.Contains(named, " ") { // a title
		return page.Say("“%s”", v.Inline(named))
	}
	return v.Inline(named)
}

// causes says how many reverts and fixes name their cause. It shows no share: a low share would only mean that people write little.
func (v view) causes() page.Section {
	h := v.History
	if h.CauseCount == 0 {
		return page.Section{}
	}
	var named []page.Inline
	for _, c := range h.Causes[:min(len(h.Causes), shownCauses)] {
		named = append(named, page.Say("%s names %s", v.Commit(c.SHA), v.cause(c.Cause)))
	}
	more := page.Inline{}
	if n := h.CauseCount - len(named); n > 0 {
		more = page.Say(", and %s more", text.Number(n))
	}
	return page.Statement("%s since %s: %s%s. Most fixes name no cause, so this is a count and no rate.",
		page.Strong("%s", text.Count(h.CauseCount, "revert or fix names its cause", "reverts and fixes name their cause")), date(h.From), page.Join(", ", named...), more)
}
