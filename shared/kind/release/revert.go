package release

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The forms in which git revert, GitHub's "Revert" button and Conventional Commits name the reverted change.
var (
	revertsCommit = regexp.MustCompile(`(?i)\bThis (?:commit )?reverts (?:commit )?([0-9a-f]{7,64})(?:, reversing\s+changes made to [0-9a-f]{7,64})?\.?`)
	revertsPull   = regexp.MustCompile(`(?m)^[ \t]*(?:This r|R)everts ([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)?#([0-9]{1,9})\b\.?`)
	refsCommits   = regexp.MustCompile(`(?mi)^Refs:[ \t]*([0-9a-f]{7,64}(?:,[ \t]*[0-9a-f]{7,64})*)[ \t]*$`)
	trailers      = regexp.MustCompile(`(?mi)^(?:[a-z]+(?:-[a-z]+)+: .*|\(cherry picked from commit [0-9a-f]+\))$`)
	comments      = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
)

// The forms of titles that revert or reapply a change.
var (
	quotedRevert       = regexp.MustCompile(`(?is)^(?:reverts?|back ?out):? "(.*)"$`)
	quotedReapply      = regexp.MustCompile(`(?is)^re-?apply:? "(.*)"$`)
	conventionalRevert = regexp.MustCompile(`(?is)^revert(?:\([^()]{1,60}\))?!?:\s*"?(.+?)"?$`)
	plainRevert        = regexp.MustCompile(`(?is)^(?:reverts?|reverted|reapply) (.+)$`)
	revertMark         = regexp.MustCompile(`🔙|⏪|:back:|:rewind:`)
	quoted             = regexp.MustCompile(`"(?:[^"]*\s"[^"]+")*[^"]*"`) // the title may hold quoted ones
	doesMore           = regexp.MustCompile(`(?i)\b(?:and|but|then|plus|also|with|instead|part|partially|parts)\b|[;+&]`)
)

// undoing is the revert that a title describes.
type undoing struct {
	header       string // title of the reverted change
	reapplies    bool   // the reverted change is the revert of header
	conventional bool
}

// Reverts reports whether a title says that the change is a revert.
func Reverts(title string) bool {
	_, ok := undoingOf(title)
	return ok
}

// undoingOf reads a title; ok is false unless the title says that the change is a revert and nothing else.
func undoingOf(s string) (u undoing, ok bool) {
	t := ParseTitle(s, func(string) bool { return false })
	text := strings.NewReplacer("“", `"`, "”", `"`).Replace(t.Text)
	for _, form := range []struct {
		pattern *regexp.Regexp
		undoing
	}{{quotedRevert, undoing{}}, {quotedReapply, undoing{reapplies: true}}, {conventionalRevert, undoing{conventional: true}}} {
		if m := form.pattern.FindStringSubmatch(text); m != nil {
			u = form.undoing
			u.header = m[1]
			return u, true
		}
	}
	if m := plainRevert.FindStringSubmatch(text); m != nil && !strings.HasPrefix(m[1], `"`) && !moreThanRevert(text) {
		return undoing{header: m[1], reapplies: strings.HasPrefix(strings.ToLower(text), "reapply")}, true
	}
	if revertMark.MatchString(t.Lead) {
		return undoing{header: text, conventional: true}, true
	}
	return undoing{}, false
}

// moreThanRevert reports whether a title says that the change reverts something and also does something else.
func moreThanRevert(title string) bool {
	m := plainRevert.FindStringSubmatch(title)
	return m != nil && doesMore.MatchString(quoted.ReplaceAllString(m[1], ""))
}

// revert finds the reverts, and marks changes without effect: a reverted change and its revert, unless the revert was itself
// reverted.
func (e *Evidence) revert(fullName string) {
	changes := e.Changes()
	for i, c := range changes {
		for _, of := range e.revertedBy(c, changes[:i], fullName) {
			if by := c.Ref(); of != by && !slices.ContainsFunc(e.Reverts, func(r Revert) bool { return r.By == by && r.Of == of }) {
				e.Reverts = append(e.Reverts, Revert{By: by, Of: of, Inside: e.has(of)})
			}
		}
	}
	gone := make(map[Ref]bool)
	for _, r := range slices.Backward(e.Reverts) {
		if gone[r.By] {
			continue
		}
		gone[r.Of] = true
		if r.Inside {
			e.undo(r.By)
			e.undo(r.Of)
		}
	}
}

// revertedBy returns the changes that a change reverts, if its title says so or its text says nothing else: a change that does more is
// no revert. before has the earlier changes.
func (e *Evidence) revertedBy(c Change, before []Change, fullName string) (of []Ref) {
	titles, texts := []string{c.Title()}, []string{}
	if c.Pull != nil {
		texts = append(texts, c.Pull.Body)
		if whole := e.onlyCommit(c.Pull); whole != nil {
			titles, texts = append(titles, whole.Title), append(texts, whole.Body)
		}
	} else {
		texts = append(texts, c.Commit.Body)
	}
	var said undoing
	says := false
	for _, title := range titles {
		if !says {
			said, says = undoingOf(title)
		}
	}
	if !says && !slices.ContainsFunc(texts, onlyReverts) || moreThanRevert(c.Title()) || strings.Contains(strings.ToLower(c.Title()), "partial") {
		return nil
	}
	if of = e.referenced(texts, said.conventional, fullName); len(of) > 0 || !says {
		return of
	}
	return e.titled(said, before)
}

// onlyReverts reports whether a text says that something is reverted, and nothing else.
func onlyReverts(body string) bool {
	rest := comments.ReplaceAllString(strings.ReplaceAll(body, "\r\n", "\n"), "")
	without := revertsPull.ReplaceAllString(revertsCommit.ReplaceAllString(rest, ""), "")
	return without != rest && strings.TrimSpace(trailers.ReplaceAllString(without, "")) == ""
}

// referenced returns the pull requests, otherwise the commits, that the texts call reverted.
func (e *Evidence) referenced(texts []string, conventional bool, fullName string) (of []Ref) {
	for _, text := range texts {
		for _, m := range revertsPull.FindAllStringSubmatch(text, -1) {
			if number, _ := strconv.Atoi(m[2]); m[1] == "" || strings.EqualFold(m[1], fullName) {
				of = append(of, Ref{Pull: number})
			}
		}
	}
	if len(of) > 0 { // the commits below it are the same
		return of
	}
	for _, text := range texts {
		for _, m := range revertsCommit.FindAllStringSubmatch(text, -1) {
			of = append(of, e.owner(m[1]))
		}
		if !conventional {
			continue
		}
		for _, m := range refsCommits.FindAllStringSubmatch(text, -1) {
			for _, sha := range strings.Split(m[1], ",") {
				of = append(of, e.owner(strings.TrimSpace(sha)))
			}
		}
	}
	return of
}

var (
	numberAfter = regexp.MustCompile(`\(#([0-9]{1,9})\)\s*$`)
	onlyNumber  = regexp.MustCompile(`(?i)^(?:(?:pr|pull request)\s+)?\(?#([0-9]{1,9})\)?$`)
	onlyCommit  = regexp.MustCompile(`(?i)^(?:commit\s+)?([0-9a-f]{7,64})$`)
)

// titled returns the newest earlier change with the reverted title, or the change that the title names by a number or a SHA.
func (e *Evidence) titled(u undoing, before []Change) []Ref {
	if m := onlyNumber.FindStringSubmatch(u.header); m != nil && !u.reapplies {
		n, _ := strconv.Atoi(m[1])
		return []Ref{{Pull: n}}
	}
	if m := onlyCommit.FindStringSubmatch(u.header); m != nil && !u.reapplies {
		return []Ref{e.owner(m[1])}
	}
	for _, other := range slices.Backward(before) {
		title := other.Title()
		if u.reapplies {
			if o, ok := undoingOf(title); ok && !o.reapplies && sameTitle(o.header, u.header) {
				return []Ref{other.Ref()}
			}
			continue
		}
		number := numberAfter.FindStringSubmatch(u.header)
		switch {
		case number != nil && other.Pull != nil && number[1] == strconv.Itoa(other.Pull.Number),
			(number == nil || other.Pull == nil) && sameTitle(title, u.header),
			u.conventional && sameTitle(typeless(title), u.header):
			return []Ref{other.Ref()}
		}
	}
	if number := numberAfter.FindStringSubmatch(u.header); number != nil && !u.reapplies {
		n, _ := strconv.Atoi(number[1])
		return []Ref{{Pull: n}}
	}
	return nil
}

func sameTitle(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(numbersAfter.ReplaceAllString(a, "")), strings.TrimSpace(numbersAfter.ReplaceAllString(b, "")))
}

// typeless returns a title without the type that it may begin with.
func typeless(title string) string {
	return ParseTitle(title, func(string) bool { return true }).Text
}
