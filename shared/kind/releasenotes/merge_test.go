package releasenotes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/page"
)

// notesOf makes lines of a short spelling: "# Fixes" a heading, "words 1 2" an entry for pull requests 1 and 2, "= words" a line
// of its own.
func notesOf(lines ...string) []line {
	var all []line
	for _, s := range lines {
		switch {
		case strings.HasPrefix(s, "# "):
			all = append(all, line{text: "#" + s, space: 1})
		case strings.HasPrefix(s, "= "):
			all = append(all, line{text: s[2:], space: 1})
		default:
			fields := strings.Fields(s)
			l := newLine(entryMark, page.Text(fields[0]), 0)
			for _, n := range fields[1:] {
				pull, _ := strconv.Atoi(n)
				l.cites = append(l.cites, cite{key: n, link: page.Writer{Repository: "o/r"}.PullRequest(pull)})
			}
			all = append(all, l)
		}
	}
	if len(all) > 0 {
		all[0].space = 0
	}
	return all
}

// rewrite writes the notes into a body.
func rewrite(t testing.TB, text string, mine []line) string {
	t.Helper()
	b, err := parseBody(text)
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return b.with(mine)
}

// inside is what stands between the marks, without blank lines.
func inside(t testing.TB, text string) []string {
	t.Helper()
	b, err := parseBody(text)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range parseLines(b.inside) {
		lines = append(lines, l.text)
	}
	return lines
}

func TestMerge_KeepsAPersonsEdits(t *testing.T) {
	t.Parallel()
	was := notesOf("# Features", "a 1", "b 2", "# Fixes", "c 3", "# Dependencies", "d 4 5", "= end")
	now := notesOf("# Features", "A 1", "b 2", "n 9", "# Fixes", "C 3", "e 6", "# Dependencies", "d 4 5 8", "= new end")
	for _, test := range []struct {
		name     string
		old, new string // what the person replaces in the text, by what
		want     []string
	}{
		{"nothing edited: all is new", "", "", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"reworded", "- a (", "- a better word (", []string{
			"## Features", "- a better word ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"deleted", "- a ([#1](https://github.com/o/r/pull/1))\n", "", []string{
			"## Features", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"added", "## Fixes", "By hand.\n\n## Fixes", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "By hand.", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"two taken together", "- a ([#1](https://github.com/o/r/pull/1))\n- b ([#2](https://github.com/o/r/pull/2))", "- both ([#1](https://github.com/o/r/pull/1), [#2](https://github.com/o/r/pull/2))", []string{
			"## Features", "- both ([#1](https://github.com/o/r/pull/1), [#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"heading renamed", "## Fixes", "## Mended", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Mended", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"section deleted: what is new below it comes", "## Fixes\n- c ([#3](https://github.com/o/r/pull/3))\n", "", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
		{"one of a line's changes taken out", "[#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5)", "[#5](https://github.com/o/r/pull/5)", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "- e ([#6](https://github.com/o/r/pull/6))", "## Dependencies", "- d ([#5](https://github.com/o/r/pull/5))", "- d ([#8](https://github.com/o/r/pull/8))", "new end"}},
		{"a change that only the new notes have is there already", "## Fixes", "- mine, see #6\n\n## Fixes", []string{
			"## Features", "- A ([#1](https://github.com/o/r/pull/1))", "- b ([#2](https://github.com/o/r/pull/2))", "- mine, see #6", "- n ([#9](https://github.com/o/r/pull/9))", "## Fixes", "- C ([#3](https://github.com/o/r/pull/3))", "## Dependencies", "- d ([#4](https://github.com/o/r/pull/4), [#5](https://github.com/o/r/pull/5), [#8](https://github.com/o/r/pull/8))", "new end"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := "Before.\r\n" + rewrite(t, "", was) + "\r\nAfter <!-- x -->"
			if edited := strings.Replace(text, test.old, test.new, 1); test.old != "" && edited == text {
				t.Fatalf("%q is not in:\n%s", test.old, text)
			} else {
				text = edited
			}
			written := rewrite(t, text, now)
			if diff := cmp.Diff(test.want, inside(t, written)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !strings.HasPrefix(written, "Before.\r\n<!--") || !strings.HasSuffix(written, "-->\r\nAfter <!-- x -->") {
				t.Errorf("the text outside the marks changed:\n%s", written)
			}
			if again := rewrite(t, written, now); again != written {
				t.Errorf("writing the same notes again changes them:\n%s", cmp.Diff(written, again))
			}
		})
	}
}

func TestMerge_KeepsALineWhereAPersonMovedIt(t *testing.T) {
	t.Parallel()
	was := notesOf("# Features", "a 1", "b 2", "# Fixes", "c 3")
	text := rewrite(t, "", was)
	moved := strings.Replace(strings.Replace(text, "- a ([#1](https://github.com/o/r/pull/1))\n", "", 1), "- c (", "- a ([#1](https://github.com/o/r/pull/1))\n- c (", 1)
	want := []string{"## Features", "- b ([#2](https://github.com/o/r/pull/2))", "## Fixes", "- a ([#1](https://github.com/o/r/pull/1))", "- c ([#3](https://github.com/o/r/pull/3))"}
	for _, now := range [][]line{was, notesOf("# Features", "A 1", "b 2", "# Fixes", "c 3")} {
		if diff := cmp.Diff(want, inside(t, rewrite(t, moved, now))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestMerge_KeepsALineDeleted(t *testing.T) {
	t.Parallel()
	notes := notesOf("# Features", "a 1", "b 2")
	text := strings.Replace(rewrite(t, "", notes), "- a ([#1](https://github.com/o/r/pull/1))\n", "", 1)
	for i := range 3 {
		text = rewrite(t, text, notesOf("# Features", fmt.Sprintf("a%d 1", i), "b 2", fmt.Sprintf("c %d", 10+i)))
		if strings.Contains(text, "/pull/1)") {
			t.Fatalf("the deleted line is back:\n%s", text)
		}
	}
}

func TestMerge_KeepsBlankLinesAndLineEnds(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(rewrite(t, "", notesOf("# Features", "a 1")), "\n", "\r\n")
	text = strings.Replace(text, "- a ", "- a\r\n\r\n  ```\r\n  code  \r\n\r\n\r\n  more\r\n  ```\r\n- a ", 1)
	written := rewrite(t, text, notesOf("# Features", "a 1", "b 2"))
	if !strings.Contains(written, "- a\r\n\r\n  ```\r\n  code  \r\n\r\n\r\n  more\r\n  ```\r\n") {
		t.Errorf("the person's lines changed:\n%q", written)
	}
	if strings.Contains(strings.ReplaceAll(written, "\r\n", ""), "\n") {
		t.Errorf("line ends are mixed:\n%q", written)
	}
}

func TestWrite_RefusesForgedMarks(t *testing.T) {
	t.Parallel()
	whole := rewrite(t, "", notesOf("# Features", "a 1"))
	_, rest, _ := strings.Cut(whole, opening)
	for name, text := range map[string]string{
		"never closed":        opening + "\n- a",
		"never opened":        rest,
		"twice":               whole + "\n" + whole,
		"a third mark":        whole + "\n<!-- devplus:release_notes -->",
		"closed first":        closing + " -->\n" + opening,
		"two opened":          opening + opening,
		"unknown mark":        opening + "\n<!-- devplus:release_notes over -->",
		"written by hand":     opening + "\nmine\n" + closing + " -->",
		"tokens that are not": opening + "\nmine\n" + closing + " 1=short -->",
		"cut off":             whole[:len(whole)-5],
	} {
		if _, err := parseBody(text); err != ErrMarks {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{"a person's": "Notes.", "another comment": "<!-- devplus:pull_request -->"} {
		if _, err := parseBody(text); err != ErrForeign {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "blank": " \r\n\t", "asked for": "Hello\n\n<!-- devplus:release_notes -->\n<!-- devplus:release_notes end -->\nBye", "emptied": opening + "\n\n" + closing + " 1=AAAAAAAA -->",
	} {
		b, err := parseBody(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := inside(t, b.with(notesOf("a 1"))); !slices.Equal(got, []string{"- a ([#1](https://github.com/o/r/pull/1))"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// FuzzMerge checks what people rely on, whatever they did to the notes: their lines are all there, in their order; what they
// deleted is not; what is new is there once; and a second write changes nothing.
func FuzzMerge(f *testing.F) {
	f.Add("# A|a 1|b 2|# B|c 3", "# A|x 1|b 2|n 9|# B|c 3", "d1|i2hello|e3")
	f.Add("a 1 2|b 3", "a 1|b 2 3", "e0")
	f.Add("# A|a 1|# B|b 2", "# B|b 2 5|# A|a 1", "m0|d1|i0- x (#5)|i9## A")
	f.Add("# B|0", "0 0 5", "i0#0|i10")
	f.Add("a 1|a 1|= x|= x", "= x|a 1", "d0|m2|e1")
	f.Add("# A|C 1|# B|0 2", "# B|0 2 5|# A|0 0", "m0|d1|i00000 #5 |i00")
	f.Fuzz(func(t *testing.T, before, after, edits string) {
		was, now := fuzzed(before), fuzzed(after)
		b := body{}
		current := parseLines(inner(t, b.with(was)))
		var own []string // of the person
		var dropped []string
		for _, e := range strings.Split(edits, "|") {
			if len(e) < 2 || len(current) == 0 {
				continue
			}
			i := int(e[1]) % len(current)
			switch text := strings.TrimSpace(e[2:]); e[0] {
			case 'd':
				dropped = append(dropped, current[i].text)
				current = slices.Delete(current, i, i+1)
			case 'i':
				if text != "" && !strings.ContainsAny(text, "\r\n") && !strings.Contains(text, "devplus:") {
					current = slices.Insert(current, i, line{text: text})
				}
			case 'e':
				current[i].text += " (edited)"
			case 'm':
				moved := current[i]
				current = append(slices.Delete(current, i, i+1), moved)
			}
		}
		_, tokens := merge(nil, nil, was)
		kept := unchanged(tokens, current)
		for i, l := range current {
			if kept[i] < 0 {
				own = append(own, l.text)
			}
		}
		got, next := merge(tokens, current, now)
		var texts []string
		for _, l := range got {
			texts = append(texts, l.String())
		}
		rest := texts
		if slices.Equal(slices.Sorted(slices.Values(own)), slices.Compact(slices.Sorted(slices.Values(own)))) {
			for _, text := range own {
				if !slices.Contains(rest, text) {
					t.Fatalf("the person's %q is lost:\n%q\nof\n%q", text, texts, own)
				}
			}
		}
		named := map[string]int{}
		for _, l := range got {
			for _, key := range l.keys() {
				named[key]++
			}
		}
		old := map[string]bool{}
		for _, l := range was {
			for _, key := range l.keys() {
				old[key] = true
			}
		}
		said := strings.Join(own, " ")
		for _, l := range now {
			for _, key := range l.keys() {
				if !old[key] && !strings.Contains(said, "#"+key) && !strings.Contains(said, "/"+key) && named[key] != 1 {
					t.Fatalf("%s is new and there %d times:\n%q", key, named[key], texts)
				}
			}
		}
		for _, text := range dropped {
			for _, l := range was {
				if l.String() == text && len(l.cites) == 1 && !slices.ContainsFunc(current, func(c line) bool { return c.text == text }) && named[l.cites[0].key] > 0 {
					t.Fatalf("%q was deleted and is back:\n%q", text, texts)
				}
			}
		}
		flat := make([]line, len(got))
		for i, l := range got {
			flat[i] = line{text: l.String(), space: l.space}
		}
		var again []string
		twice, _ := merge(next, flat, now)
		for _, l := range twice {
			again = append(again, l.String())
		}
		if !slices.Equal(texts, again) {
			t.Fatalf("a second write changes\n%q into\n%q", texts, again)
		}
	})
}

// inner is what stands between the marks.
func inner(t testing.TB, text string) string {
	t.Helper()
	b, err := parseBody(text)
	if err != nil {
		t.Fatal(err)
	}
	return b.inside
}

// fuzzed makes notes of what a fuzzer wrote: each change once.
func fuzzed(text string) []line {
	var lines []string
	seen := map[string]bool{}
	for _, s := range strings.Split(text, "|") {
		fields := strings.Fields(s)
		if len(fields) == 0 || strings.ContainsAny(s, "()/#[]") && !strings.HasPrefix(s, "# ") || strings.Contains(s, "devplus") {
			continue
		}
		if fields[0] != "#" && fields[0] != "=" {
			kept := fields[:1]
			for _, n := range fields[1:] {
				if strings.Trim(n, "0123456789") == "" && len(n) < 8 && !seen[n] {
					seen[n] = true
					kept = append(kept, n)
				}
			}
			fields = kept
		} else if len(fields) < 2 {
			continue
		}
		if s := strings.Join(fields, " "); !slices.Contains(lines, s) { // what stands for no change is not said twice
			lines = append(lines, s)
		}
	}
	return notesOf(lines...)
}
