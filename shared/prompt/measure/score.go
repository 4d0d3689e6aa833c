package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/surround"
)

// pullRequest is a pull request with what its reviewer needs.
type pullRequest struct {
	Repository  string
	Number      int `json:"pull_request"`
	Base, Head  string
	Definitions []struct {
		Name   string
		Places []place
	}
	Functions [][3]any // path, first and last line
}

type place struct {
	Path string
	Line int
	Text string
}

// score is the shares of a pull request, or sums of shares and over how many pull requests.
type score struct {
	definitions, definitionsBefore, functions, functionsBefore, ratio, noise share
	shown                                                                    share // definitions of no use, of all that context shows
	callers                                                                  int
}

type share struct{ sum, of float64 }

func (s share) String() string {
	if s.of == 0 {
		return "    -"
	}
	return fmt.Sprintf("%4.0f%%", 100*s.sum/s.of)
}

func (s score) String() string {
	return fmt.Sprintf("%11s %7s %10s %7s %7s %10s %8d", s.definitions, s.definitionsBefore, s.functions, s.functionsBefore, s.ratio, s.noise, s.callers)
}

func (s *score) add(o score) {
	for _, pair := range []struct{ sum, one *share }{
		{&s.definitions, &o.definitions}, {&s.definitionsBefore, &o.definitionsBefore}, {&s.functions, &o.functions},
		{&s.functionsBefore, &o.functionsBefore}, {&s.ratio, &o.ratio}, {&s.noise, &o.noise},
	} {
		if pair.one.of > 0 {
			pair.sum.sum += pair.one.sum / pair.one.of
			pair.sum.of++
		}
	}
	s.shown.sum += o.noise.sum
	s.shown.of += o.noise.of
	s.callers += o.callers
}

// measure builds the messages with and without context, scores both, and returns the former.
func (p pullRequest) measure(r repository) (s score, sent string, err error) {
	patches, err := r.patches(p.Base, p.Head)
	if err != nil {
		return score{}, "", err
	}
	entries, err := r.tree(p.Head)
	if err != nil {
		return score{}, "", err
	}
	reading := surround.NewReading(patches, surround.NewTree(entries))
	for _, round := range []func() []string{reading.First, reading.Next} {
		texts, err := r.blobs(p.Head, round())
		if err != nil {
			return score{}, "", err
		}
		reading.Read(texts)
	}
	selection := reading.Select()
	in := prompt.Input{Repository: p.Repository, Number: p.Number, Facts: change.Measure(patches), Patches: patches, ResponseSchema: []byte("{}")}
	before, _, err := prompt.PullRequest(in)
	if err != nil {
		return score{}, "", err
	}
	in.Surroundings = selection
	after, _, err := prompt.PullRequest(in)
	if err != nil {
		return score{}, "", err
	}
	old, now := strings.Join(before.Parts, "\n"), strings.Join(after.Parts, "\n")
	s = score{ratio: share{float64(len(now)), float64(len(old))}, callers: selection.Count(surround.Caller)}
	p.scoreDefinitions(&s, old, now)
	p.scoreNoise(&s, selection, old, now)
	texts, err := r.blobs(p.Head, p.functionPaths())
	if err != nil {
		return score{}, "", err
	}
	for _, f := range p.Functions {
		path, first, last := f[0].(string), int(f[1].(float64)), int(f[2].(float64))
		lines := strings.Split(texts[path], "\n")
		lines = lines[min(first-1, len(lines)):min(last, len(lines))]
		s.functions.of++
		s.functionsBefore.of++
		if whole(now, lines) {
			s.functions.sum++
		} else if *verbose {
			fmt.Println("   not whole:", path, first, last)
		}
		if whole(old, lines) {
			s.functionsBefore.sum++
		}
	}
	return s, now, nil
}

func (p pullRequest) functionPaths() (paths []string) {
	for _, f := range p.Functions {
		paths = append(paths, f[0].(string))
	}
	return paths
}

func (p pullRequest) scoreDefinitions(s *score, old, now string) {
	for _, d := range p.Definitions {
		s.definitions.of++
		s.definitionsBefore.of++
		inOld, inNow := false, false
		for _, place := range d.Places {
			text := strings.TrimSpace(place.Text)
			inOld, inNow = inOld || strings.Contains(old, text), inNow || strings.Contains(now, text)
		}
		if inOld {
			s.definitionsBefore.sum++
		}
		if inNow {
			s.definitions.sum++
		} else if *verbose {
			fmt.Println("   missing:", d.Name, d.Places)
		}
	}
}

// scoreNoise counts the definitions that context alone shows, and the unneeded ones among them.
func (p pullRequest) scoreNoise(s *score, selection *surround.Selection, old, now string) {
	needed := map[string]bool{}
	for _, d := range p.Definitions {
		for _, place := range d.Places {
			needed[fmt.Sprint(d.Name, place.Path, place.Line)] = true
		}
	}
	for _, e := range selection.Excerpts {
		if e.Reason != surround.Definition {
			continue
		}
		lines := strings.Split(selection.Texts[e.Path], "\n")
		text := strings.TrimSpace(lines[min(e.Line, len(lines))-1])
		if strings.Contains(old, text) || !strings.Contains(now, text) {
			continue
		}
		s.noise.of++
		if !needed[fmt.Sprint(e.Name, e.Path, e.Line)] {
			s.noise.sum++
			if *verbose {
				fmt.Println("   of no use:", e.For, e.Name, e.Path, e.Line)
			}
		}
	}
}

// verbose names what is missing and what is of no use.
var verbose = flag.Bool("v", false, "name what is missing and what is of no use")

// whole reports whether the lines are in the text, in order, each within 400 bytes of the one before.
func whole(text string, lines []string) bool {
	const within = 400
	var wanted []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			wanted = append(wanted, l)
		}
	}
	if len(wanted) == 0 {
		return true
	}
	for from := 0; ; {
		i := strings.Index(text[from:], wanted[0])
		if i < 0 {
			return false
		}
		at := from + i + len(wanted[0])
		from += i + 1
		found := true
		for _, l := range wanted[1:] {
			next := strings.Index(text[at:min(len(text), at+within+len(l))], l)
			if next < 0 {
				found = false
				break
			}
			at += next + len(l)
		}
		if found {
			return true
		}
	}
}
