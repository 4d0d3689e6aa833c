package change

import (
	"math"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// History is the history of the target branch before the change. The zero value is the history of a repository without commits. File adds
// the files of the change.
type History struct {
	FileFixes   float64 `json:"file_fixes"`             // of the file with the most: its commits that are fixes, each weighted by e^(−days/90)
	FileChanges float64 `json:"file_changes"`           // of the file with the most: its commits, each weighted by e^(−days/180)
	FixedFile   string  `json:"fixed_file,omitempty"`   // the file with the most fixes, by its path after the change; empty if none has any
	ChangedFile string  `json:"changed_file,omitempty"` // the file with the most changes
	FileAuthors int     `json:"file_authors"`           // of the file with the most: the authors of its commits
	Files       int     `json:"files"`                  // the files that count (see NeedsHistory) and have earlier commits
	KnownFiles  int     `json:"known_files"`            // of these, the files with a commit by the author of the change
	Authored    int     `json:"authored"`               // all earlier commits of the author of the change
	Commits     int     `json:"commits"`                // all earlier commits
	Beyond      int     `json:"beyond,omitempty"`       // files with more history than GitHub computes: see FileBeyond
	// Reviewers know the files best, at most MaxReviewers; none in a history without accounts. They have no part in the risk.
	Reviewers []Reviewer `json:"reviewers,omitempty"`
}

// MaxFileCommits is how many of a file's latest commits count.
const MaxFileCommits = 10

// FileCommit is an earlier commit that changed the content of a file. Merges do not count.
type FileCommit struct {
	Time   time.Time // the committer's
	Fix    bool      // SaysFix(title)
	Author string    // one name for each person
	// Account is the author's login on GitHub; empty where it is not known.
	Account string
}

// NeedsHistory reports whether the history of the file counts: it is a production file, its lines change, and it existed before. Its
// history is that of PreviousPath, if set.
func NeedsHistory(p diff.Patch) bool {
	return p.Status != diff.Added && p.Additions+p.Deletions > 0 && filekind.ClassOf(p.Path).Runs()
}

// File adds a file for which NeedsHistory holds: its path after the change, the time and author of the change, and the latest commits of
// the file in any order, at most MaxFileCommits. Sums are rounded to four digits, below which processors may differ.
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

// FileBeyond adds a file whose history is more than GitHub computes in one request. It counts as much as any file can, so that a change can't
// look quieter than it is because its files have a long history.
func (h *History) FileBeyond(path string) {
	h.Beyond++
	h.Files++
	h.FileAuthors = max(h.FileAuthors, MaxFileCommits)
	keepMost(&h.FileFixes, &h.FixedFile, MaxFileCommits, validPath(path))
	keepMost(&h.FileChanges, &h.ChangedFile, MaxFileCommits, validPath(path))
}

// keepMost keeps the larger sum with its path, and of equal sums the first path.
func keepMost(most *float64, of *string, sum float64, path string) {
	if sum > *most || sum == *most && sum > 0 && path < *of {
		*most, *of = sum, path
	}
}
