package change

import (
	"math"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// History is what happened before the change, on the branch that it goes to. The zero value is that of a repository without commits. See
// History.File for how the files come in.
type History struct {
	FileFixes   float64 `json:"file_fixes"`             // of the file with the most: its FileCommits that say fix, each weighted by e^(−days/90)
	FileChanges float64 `json:"file_changes"`           // of the file with the most: its FileCommits, each weighted by e^(−days/180)
	FixedFile   string  `json:"fixed_file,omitempty"`   // which has the most fixes, by its path after the change; empty when none has
	ChangedFile string  `json:"changed_file,omitempty"` // which has the most changes
	FileAuthors int     `json:"file_authors"`           // of the file with the most: who made its FileCommits
	Files       int     `json:"files"`                  // that matter and have FileCommits
	KnownFiles  int     `json:"known_files"`            // of these, those that have one of the change's author
	Authored    int     `json:"authored"`               // earlier commits of the change's author, all there are; by address, as one person
	Commits     int     `json:"commits"`                // earlier commits of anybody
}

// MaxFileCommits is how many commits of a file count, the latest.
const MaxFileCommits = 10

// FileCommit is an earlier commit that changed a file's content. Merges are none.
type FileCommit struct {
	Time   time.Time // the committer's
	Fix    bool      // SaysFix of its first line
	Author string    // as one name for one person
}

// NeedsHistory reports whether the history of the patch's file counts: it runs in production, its lines change, and it was there before. Its
// history is that of PreviousPath where there is one.
func NeedsHistory(p diff.Patch) bool {
	return p.Status != diff.Added && p.Additions+p.Deletions > 0 && filekind.ClassOf(p.Path).Runs()
}

// File takes in one of the change's files that matter, by its path after the change, as of the time and for the author of the change: its latest commits
// in any order, at most MaxFileCommits. Their sum is rounded to four digits, below which processors may differ.
func (h *History) File(path string, now time.Time, author string, commits []FileCommit) {
	var fixes, changes float64
	authors := map[string]bool{}
	for _, c := range commits {
		authors[c.Author] = true
		days := max(now.Sub(c.Time).Hours()/24, 0)
		changes += math.Exp(-days / 180)
		if c.Fix {
			fixes += math.Exp(-days / 90)
		}
	}
	h.FileAuthors = max(h.FileAuthors, len(authors))
	if len(commits) > 0 {
		h.Files++
	}
	if authors[author] {
		h.KnownFiles++
	}
	path = validPath(path)
	keepMost(&h.FileFixes, &h.FixedFile, math.Round(1e4*fixes)/1e4, path)
	keepMost(&h.FileChanges, &h.ChangedFile, math.Round(1e4*changes)/1e4, path)
}

// keepMost keeps the larger sum with its path, of equal ones that with the first path.
func keepMost(most *float64, of *string, sum float64, path string) {
	if sum > *most || sum == *most && sum > 0 && path < *of {
		*most, *of = sum, path
	}
}
