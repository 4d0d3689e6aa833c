package risk

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/text"
)

// Title says the risk of a change in a few words, such as "risk: top 4% here".
func (a Assessment) Title() string {
	words := ""
	switch {
	case a.NotScored != "":
		words = "not scored: " + a.NotScored
	case a.Model == "": // stored by a version without own scales
		words = fmt.Sprintf("risk %.0f (%s)", a.Score, LevelWord(a.Level))
	case a.Score <= MediumAbove:
		words = "risk: lower half" + a.scaleWords()
	default:
		words = fmt.Sprintf("risk: top %d%%%s", max(100-percent(a.Score), 1), a.scaleWords())
	}
	if a.raised() {
		words += ", " + LevelWord(a.Guarded) + " by a guard"
	}
	return words
}

// raised reports whether a guard and not the score decides the level, as far as it is known.
func (a Assessment) raised() bool {
	switch {
	case a.Guarded == "" || a.NotScored != "" || a.Model == "":
		return a.Guarded != ""
	case a.Compared.Healthy && a.Score > CriticalAbove:
		return a.Guarded == change.Critical
	}
	return higher(LevelOf(a.Score), a.Guarded) != LevelOf(a.Score)
}

// scaleWords names the scale in a title.
func (a Assessment) scaleWords() string {
	if a.Compared.With == Own {
		return " here"
	}
	return ", fitted scale"
}

// Sentence explains the score; empty without one.
func (a Assessment) Sentence() string {
	of := ""
	switch {
	case a.NotScored != "" || a.Model == "":
		return ""
	case a.Compared.With == Own:
		of = fmt.Sprintf("of this repository's last %d changes.", a.Compared.Changes)
	case a.Compared.With == Moved:
		of = fmt.Sprintf("of the changes of eight open-source projects, moved to the level of this repository's %d known changes; its own scale begins at 60.", a.Compared.Changes)
	case a.Compared.Changes == 0:
		of = "of the changes of eight open-source projects; this repository's own scale begins at 60 changes."
	default:
		of = fmt.Sprintf("of the changes of eight open-source projects; this repository's own scale begins at 60 changes (%d known).", a.Compared.Changes)
	}
	return fmt.Sprintf("Riskier than %d%% %s", percent(a.Score), of)
}

// percent is a percentile for people: whole, and never all.
func percent(score float64) int { return min(int(math.Floor(score)), 99) }

// LevelWord returns a level for people, for whom critical is a word of findings and guards.
func LevelWord(l change.Level) string {
	if l == change.Critical {
		return "very high"
	}
	return string(l)
}

// Told is a driver for people.
type Told struct {
	Name     string        // such as "New logic"
	Sentence string        // what there is of it, and how that compares here
	Place    *change.Place // where most of it is
	Percent  int           // its share of the risk
	Advice   string        // the author's remedy; empty if there is no useful one
}

// Tell returns the drivers with a part in the risk, the largest first, with an advice where the facts of the change give one.
func (a Assessment) Tell(f *change.Facts) []Told {
	total := 0.0
	for _, d := range a.Drivers {
		total += d.Share
	}
	drivers := slices.Clone(a.Drivers)
	slices.SortStableFunc(drivers, func(x, y Driver) int { return cmp.Compare(y.Share, x.Share) })
	var told []Told
	for _, d := range drivers {
		if total <= 0 || d.Share < 0.01*total {
			continue
		}
		t := Told{Name: driverNames[d.Name], Percent: int(math.Round(100 * d.Share / total))}
		var parts []string
		for _, s := range a.Signals {
			if DriverOf(s.Name) != d.Name {
				continue
			}
			if t.Place == nil && len(s.Places) > 0 && s.Share > 0 { // the largest signal comes first
				t.Place = &s.Places[0]
			}
			if say := plain[s.Name]; say != nil && s.Value > 0 && say(s) != "" {
				parts = append(parts, say(s))
			}
		}
		if d.Name == FileHistory {
			parts = append(fileWords(a.Signals, t.Place), parts...)
		}
		t.Sentence = strings.Join(parts, ", ")
		if t.Sentence == "" && t.Percent < 5 {
			continue
		}
		if d.Name == RemovedCode && f != nil && f.Source.Deletions > 0 {
			t.Sentence = text.Count(f.Source.Deletions, "line") + " of production code removed"
		}
		t.Sentence = cmp.Or(t.Sentence, otherwise[d.Name])
		if d.Name == Familiarity && a.Score > MediumAbove && !strings.Contains(t.Sentence, "first contribution") {
			t.Sentence += "; a second reader helps most"
		}
		if d.Here >= 50 && d.Name != Familiarity { // how much a person works here is nothing to compare
			t.Sentence = strings.TrimPrefix(t.Sentence+fmt.Sprintf("; more than in %d%% of the changes here", d.Here), "; ")
		}
		if t.Sentence = text.Capitalize(t.Sentence); t.Sentence != "" {
			t.Sentence += "."
		}
		t.Advice = a.advice(d, f)
		told = append(told, t)
	}
	return told
}

// driverNames are the drivers for people.
var driverNames = map[string]string{NewLogic: "New logic", RemovedCode: "Removed code", FileHistory: "File history", Familiarity: "Familiarity"}

// otherwise says a driver whose signals have no words of their own.
var otherwise = map[string]string{
	NewLogic: "production code added", RemovedCode: "production code removed", FileHistory: "its files change now and then",
	Familiarity: "its author works here now and then",
}

// plain says a quantity to people. A quantity without words here stands in the table of signals alone.
var plain = map[string]func(Signal) string{
	"new_words":       count("new name"),
	"new_tokens":      count("new token"),
	"calls":           count("call"),
	"conditions":      count("condition"),
	"deleted_nesting": always("production code removed"),
	"fix":             always("this is a fix, and fixes are often followed by another"),
	"new_author":      always("a first contribution here: ask somebody who knows these files to review"),
	"author_share": func(s Signal) string {
		if s.Value > 0.3 {
			return "much of what is here is by the same author"
		}
		return ""
	},
}

func count(what string) func(Signal) string {
	return func(s Signal) string { return text.Count(int(s.Value), what) }
}

func always(words string) func(Signal) string { return func(Signal) string { return words } }

// ofFile says what is true of a signal's file if its value is above a bound.
var ofFile = map[string]struct {
	above float64
	words string
}{"file_fixes": {0.5, "was fixed lately"}, "file_changes": {2, "changes often"}}

// fileWords says what is true of the files of the signals, each file once; the one at the place is "the file".
func fileWords(signals []Signal, place *change.Place) (parts []string) {
	last := ""
	for _, s := range signals {
		say, known := ofFile[s.Name]
		if !known || s.Value <= say.above {
			continue
		}
		file := "a file"
		switch {
		case len(s.Places) > 0 && place != nil && s.Places[0].Path == place.Path:
			file = "the file"
		case len(s.Places) > 0:
			file = path.Base(s.Places[0].Path)
		}
		if file == last {
			parts[len(parts)-1] += " and " + say.words
		} else {
			parts = append(parts, file+" "+say.words)
		}
		last = file
	}
	return parts
}
