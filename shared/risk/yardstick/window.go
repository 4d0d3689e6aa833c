package yardstick

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/risk"
)

// MaxEntries is how many changes a Window holds.
const MaxEntries = 300

// maxShare is how many of them are of one author where three or more work: a quarter.
const maxShare = MaxEntries / 4

// Entry is a change that was merged.
type Entry struct {
	Subject     string                    `json:"subject"` // names the change in its repository, such as "#12" or a SHA
	At          time.Time                 `json:"at"`      // of the merge
	LogOdds     float64                   `json:"log_odds"`
	LogOddsDiff float64                   `json:"log_odds_diff"`
	DiffOnly    bool                      `json:"diff_only,omitempty"` // the history was not known: LogOdds does not count
	Drivers     [risk.DriverCount]float64 `json:"drivers"`             // shares of the log-odds, in the order of risk.Drivers
	Author      string                    `json:"author"`              // see Digest
	Model       string                    `json:"model"`
}

// Window is a repository's last merged changes with production lines, oldest first. The zero value has none.
type Window struct {
	Entries   []Entry   `json:"entries"`
	Standings Standings `json:"standings,omitzero"`
}

// Digest stands for an author: equal for the same person of a repository, and no way back to the name.
func Digest(repository, author string) string {
	sum := sha256.Sum256([]byte(repository + "\x00" + author))
	return hex.EncodeToString(sum[:4])
}

// EntryOf returns the entry of a change; false if it has no score, or a version without own scales measured it.
func EntryOf(a risk.Assessment, subject, author string, at time.Time) (Entry, bool) {
	if a.NotScored != "" || a.Model == "" || len(a.Drivers) != risk.DriverCount {
		return Entry{}, false
	}
	e := Entry{
		Subject: subject, At: at.UTC().Truncate(time.Second), LogOdds: rounded(a.LogOdds), LogOddsDiff: rounded(a.LogOddsDiff), DiffOnly: a.DiffOnly,
		Author: author, Model: a.Model,
	}
	for i, d := range a.Drivers {
		e.Drivers[i] = rounded(d.Share)
	}
	return e, true
}

// rounded keeps three digits: finer differences between changes say nothing, and a document has to hold them.
func rounded(x float64) float64 { return math.Round(1e3*x) / 1e3 }

// Add adds a merged change, in place of an earlier entry of the same subject. A full window loses its oldest entry: first one of another
// model, then one of an author beyond a quarter, so that nobody fills it alone. Where a new change stands is kept if it is the newest.
func (w *Window) Add(e Entry) { w.AddCompared(e, nil) }

// AddCompared is Add of a change that was compared with the window's scale; nil if it was not.
func (w *Window) AddCompared(e Entry, with *Scale) {
	known := slices.IndexFunc(w.Entries, func(o Entry) bool { return o.Subject == e.Subject })
	if n := len(w.Entries); n > 0 && !e.At.Before(w.Entries[n-1].At) && (known < 0 || w.Entries[known].Model != e.Model) {
		if with == nil {
			scale := w.Scale(e.Model, e.Subject)
			with = &scale
		}
		w.Standings.observe(e, with)
	}
	if known >= 0 {
		w.Entries = slices.Delete(w.Entries, known, known+1)
	}
	at, _ := slices.BinarySearchFunc(w.Entries, e, func(o, e Entry) int { return cmp.Or(o.At.Compare(e.At), -1) })
	w.Entries = slices.Insert(w.Entries, at, e)
	if len(w.Entries) > MaxEntries {
		i := w.outdated(e.Model)
		w.Entries = slices.Delete(w.Entries, i, i+1)
	}
}

// Has reports whether the model has measured the change of that name.
func (w *Window) Has(subject, model string) bool {
	return slices.ContainsFunc(w.Entries, func(e Entry) bool { return e.Subject == subject && e.Model == model })
}

// MeanHazard returns the mean of −ln(1−probability) of the model's changes, by their diffs, and how many they are: see risk.Compose.
func (w *Window) MeanHazard(model string) (mean float64, changes int) {
	sum := 0.0
	for _, e := range w.Entries {
		if e.Model == model {
			sum += math.Log1p(math.Exp(e.LogOddsDiff))
			changes++
		}
	}
	return sum / float64(max(changes, 1)), changes
}

// outdated returns the entry that a full window loses.
func (w *Window) outdated(model string) int {
	if i := slices.IndexFunc(w.Entries, func(o Entry) bool { return o.Model != model }); i >= 0 {
		return i
	}
	by, counts := w.authors(func(*Entry) bool { return true })
	if len(counts) < 3 {
		return 0
	}
	return max(slices.IndexFunc(by, func(author int) bool { return counts[author] > maxShare }), 0)
}

// Scale returns the scale of the changes of the model, without the subject that is to be compared. Where three or more people work, it
// leaves out the oldest changes of an author beyond a quarter of all, but keeps enough for a scale of its own: a quarter in any case, with the
// moved scale for the few that are left, had 24.1% of what landed in celery high or worse, where 23.9% are and 24% may be.
func (w *Window) Scale(model, subject string) Scale {
	by, counts := w.authors(func(e *Entry) bool { return e.Model == model && e.Subject != subject })
	n := 0
	for _, count := range counts {
		n += count
	}
	most := n
	if len(counts) >= 3 {
		most = max(n/4, 1)
		for total(counts, most) < min(OwnFrom, n) {
			most++
		}
	}
	s := newScale(model, n)
	if w.Standings.Model == model {
		s.Standings = w.Standings
	}
	for i, author := range by {
		switch {
		case author == nobody:
		case counts[author] > most:
			counts[author]--
		default:
			s.add(&w.Entries[i])
		}
	}
	return s
}

// nobody is the author of an entry that does not count.
const nobody = -1

// authors numbers the authors of the entries that count, and counts each one's.
func (w *Window) authors(counted func(*Entry) bool) (by, counts []int) {
	by, counts = make([]int, len(w.Entries)), make([]int, 0, 32)
	numbers := make(map[string]int, 32)
	for i := range w.Entries {
		e := &w.Entries[i]
		if !counted(e) {
			by[i] = nobody
			continue
		}
		author, known := numbers[e.Author]
		if !known {
			author = len(counts)
			numbers[e.Author] = author
			counts = append(counts, 0)
		}
		by[i] = author
		counts[author]++
	}
	return by, counts
}

// total counts the entries that are left with so many of each author at most.
func total(counts []int, most int) int {
	sum := 0
	for _, n := range counts {
		sum += min(n, most)
	}
	return sum
}
