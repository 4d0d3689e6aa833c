package prompt

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/surround"
	"github.com/devplus-app/devplus/shared/text"
)

// contextKind is the mark of a line that is shown as context: it is not part of the change.
const contextKind = '~'

// Bounds on the context of a change, in bytes.
const (
	contextOf    = 89       // percent of what is sent without context, so that it at most doubles
	functionsOf  = 150      // the same where changed functions need it: few changes have so many, so that the mean hardly moves
	leastContext = 3 << 10  // beside a small diff; not more than twice what is sent, unless that is less than 3 KiB
	leastWhole   = 10 << 10 // for changed functions beside a small diff, which they explain best
	leastLines   = 2 << 10  // for the lines of definitions beside what else is shown
	contextFill  = 70       // percent of the whole budget, with the diff: parts are never packed full
	contextWords = 300      // about the words that explain context
	pathCost     = 8        // of a file in a block of context beside its path and lines
)

// shares are the parts of the budget that the reasons' excerpts may take before the others had theirs.
var shares = []struct {
	reasons  []surround.Reason
	percent  int
	lines    bool // the definitions' lines alone, for which leastLines are left
	possible bool // definitions that may be meant, and no others
	beyond   bool // up to functionsOf
}{
	{reasons: []surround.Reason{surround.Changed}, percent: 70},
	{reasons: []surround.Reason{surround.Replaced}, percent: 80},
	{reasons: []surround.Reason{surround.Definition}, percent: 90, lines: true},
	{reasons: []surround.Reason{surround.Following}, percent: 90},
	{reasons: []surround.Reason{surround.Definition}, percent: 90},
	{reasons: []surround.Reason{surround.Changed}, beyond: true},
	{reasons: []surround.Reason{surround.Caller}, percent: 100}, // however many definitions there are
	{reasons: []surround.Reason{surround.Enclosing, surround.Definition, surround.Caller, surround.Covering}, percent: 100},
	{reasons: []surround.Reason{surround.Definition}, percent: 100, lines: true, possible: true},
	{reasons: []surround.Reason{surround.Body}, percent: 70},
}

// after marks the key of a changed file's context that is apart from its diff. No path holds it.
const after = "\x00after"

// before marks the key of a file's lines before the change.
const before = "\x00before"

// surroundings are the lines that are shown around the diff, by file.
type surroundings struct {
	*surround.Selection
	lines    map[string][]string
	in       map[string]map[int]bool // what the diff or an excerpt shows
	files    map[string]*file
	contexts []*file
	limits   limits
}

// addContext adds the excerpts that fit the budget: to the changed files, in order of their lines, and to files of their own, which are
// attached to the changed files that they explain. sent is about what is sent without context, said what else stands beside the diff.
func addContext(files []*file, selection *surround.Selection, sent, said int, l limits) *analysis.Surroundings {
	if selection == nil {
		return nil
	}
	s := surroundings{Selection: selection, lines: map[string][]string{}, in: map[string]map[int]bool{}, files: map[string]*file{}, limits: l}
	for _, f := range files {
		if f.began || f.skip == noDiff {
			s.files[f.path] = f
			s.in[f.path] = map[int]bool{}
			for i := range f.lines {
				if l := &f.lines[i]; l.number > 0 && !l.hidden {
					s.in[f.path][l.number] = true
				}
			}
		}
	}
	within := func(of, least int) int {
		room := min(max(sent*of/100-contextWords-said, least), l.parts*l.part*contextFill/100-sent)
		if parts := (sent + room) / (l.part - l.opening); parts > sent/(l.part-l.opening) {
			room -= l.opening // each part repeats the opening
		}
		return room
	}
	room, whole, beyond := within(contextOf, leastContext), within(contextOf, leastWhole), within(functionsOf, leastWhole)
	spent := 0
	for _, share := range shares {
		most := room * share.percent / 100
		switch {
		case share.beyond:
			most = beyond
		case share.reasons[0] == surround.Changed:
			most = whole * share.percent / 100
		case share.lines:
			most = max(most, min(spent+leastLines, beyond))
		}
		for _, e := range selection.Excerpts {
			if !slices.Contains(share.reasons, e.Reason) || e.Possible != share.possible {
				continue
			}
			if share.lines {
				e.First, e.Last = e.Line, e.Line
			}
			spent += s.take(e, most-spent)
		}
	}
	for _, f := range files {
		f.insert(s.shown(f.path), s.lines[f.path])
	}
	for _, f := range s.contexts {
		f.insert(s.shown(f.path), s.lines[strings.TrimSuffix(f.path, after)])
	}
	return s.count()
}

// shownUnder returns the key of an excerpt's file.
func shownUnder(e surround.Excerpt) string {
	if e.Reason == surround.Replaced {
		return e.Path + before
	}
	return e.Path
}

// text returns the lines of a file by its key.
func (s *surroundings) text(key string) []string {
	lines, ok := s.lines[key]
	if !ok {
		text := s.Texts[key]
		if path, past := strings.CutSuffix(key, before); past {
			text = s.Before[path]
		}
		lines = strings.Split(text, "\n")
		s.lines[key] = lines
	}
	return lines
}

// take shows the excerpt if it takes at most room bytes, and returns how many.
func (s *surroundings) take(e surround.Excerpt, room int) int {
	owner := s.files[e.For]
	if owner == nil {
		return 0
	}
	key := shownUnder(e)
	lines := s.text(key)
	if f := s.files[e.Path]; f != nil && e.Reason == surround.Changed && f.torn(e.First, e.Last) {
		key += after // the deleted lines would part the function
	}
	in := s.in[key]
	cost := 0
	if s.files[key] == nil {
		if cost = pathCost + len(e.Path); len(owner.attached) == 0 {
			cost += frameCost
		}
	}
	for n := max(e.First, 1); n <= min(e.Last, len(lines)); n++ {
		if !in[n] {
			cost += lineCost(lines[n-1])
		}
	}
	if cost > room {
		return 0
	}
	f := s.files[key]
	if f == nil {
		if owner.attachedBytes+cost > s.limits.part/2 {
			return 0
		}
		f = &file{path: key, context: true, past: e.Reason == surround.Replaced}
		f.Path = text.CutMiddle(visible(e.Path), maxPath)
		s.files[key], s.in[key] = f, map[int]bool{}
		s.contexts = append(s.contexts, f)
		owner.attached = append(owner.attached, f)
		f.owner = owner
	}
	if f.owner != nil {
		f.owner.attachedBytes += cost
	}
	for n := max(e.First, 1); n <= min(e.Last, len(lines)); n++ {
		s.in[key][n] = true
	}
	return cost
}

// maxTear bounds the deleted bytes between two lines of a function that is still read as one.
const maxTear = 300

// torn reports whether deleted lines part the lines from first to last.
func (f *file) torn(first, last int) bool {
	deleted, at := 0, 0
	for i := range f.lines {
		switch l := &f.lines[i]; {
		case l.number > 0:
			at, deleted = l.number, 0
		case l.kind == '-' && at >= first && at < last:
			if deleted += lineCost(l.text); deleted > maxTear {
				return true
			}
		}
	}
	return false
}

// count counts the excerpts that are shown, be it by the diff.
func (s *surroundings) count() *analysis.Surroundings {
	c := analysis.Surroundings{Partial: s.Partial}
	for _, e := range s.Excerpts {
		if e.Reason == surround.Definition {
			e.First, e.Last = e.Line, e.Line // it may be all that there is room for
		}
		whole := s.whole(shownUnder(e), e) || s.whole(e.Path+after, e)
		shown := 0
		if whole {
			shown = 1
		}
		switch e.Reason {
		case surround.Changed:
			c.FunctionsFound++
			c.Functions += shown
		case surround.Replaced:
			c.Replaced += shown
		case surround.Definition:
			c.DefinitionsFound++
			c.Definitions += shown
		case surround.Caller:
			c.Callers += shown
		case surround.Covering:
			c.Tests += shown
		}
	}
	return &c
}

// whole reports whether all lines of the excerpt are shown under the key.
func (s *surroundings) whole(key string, e surround.Excerpt) bool {
	in := s.in[key]
	for n := max(e.First, 1); n <= min(e.Last, len(s.text(shownUnder(e)))); n++ {
		if !in[n] {
			return false
		}
	}
	return in != nil
}

// shown returns the lines of the file that are shown, in order.
func (s *surroundings) shown(path string) []int {
	var numbers []int
	for n := range s.in[path] {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}

// insert adds those of the numbered lines that the diff does not show, before the hunks that they precede. Around a private key's marks it
// reads more lines than it shows: half a key looks like none.
func (f *file) insert(numbers []int, text []string) {
	if len(text) == 0 {
		return
	}
	keys := slices.ContainsFunc(text, func(l string) bool { return strings.Contains(l, "PRIVATE KEY") })
	have := map[int]bool{}
	for i := range f.lines {
		have[f.lines[i].number] = true
	}
	wanted := numbers
	show := map[int]bool{}
	for _, n := range numbers {
		show[n] = true
	}
	if keys && len(numbers) > 0 {
		wanted = make([]int, len(text))
		for i := range wanted {
			wanted[i] = i + 1
		}
	}
	var out []line
	next := 0
	upTo := func(number int) {
		for ; next < len(wanted) && wanted[next] < number; next++ {
			if n := wanted[next]; !have[n] && n <= len(text) {
				l := newLine(contextKind, n, text[n-1])
				l.hidden = !show[n]
				out = append(out, l)
			}
		}
	}
	for _, l := range f.lines {
		if start, ok := diff.HunkStart(l.text); l.kind == '@' && ok {
			upTo(start)
		}
		out = append(out, l)
	}
	upTo(len(text) + 1)
	f.lines = out
}
