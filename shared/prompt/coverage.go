package prompt

import (
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// account records in the files which of their lines the parts have, and returns the bytes of these lines.
func account(parts []part) (bytes int) {
	for _, p := range parts {
		for _, piece := range p.pieces {
			f := piece.file
			f.shown += diffLines(piece.lines)
			for i := range piece.lines {
				l := &piece.lines[i]
				if l.kind != contextKind {
					bytes += len(l.out)
				}
				f.cut = f.cut || l.cut() && l.kind != contextKind
				f.redacted = append(f.redacted, l.rules()...)
			}
		}
	}
	return bytes
}

// rules returns the rules of the secrets in the shown part of the line.
func (l *line) rules() []string {
	var rules []string
	for _, s := range l.spans {
		if s.from < maxLine {
			rules = append(rules, s.rule)
		}
	}
	return rules
}

// cover returns the coverage of the files, after account.
func cover(files []*file, described []string) analysis.Coverage {
	c := analysis.Coverage{Files: len(files), Clipped: []analysis.FileNote{}, Skipped: []analysis.FileNote{}, Redacted: []analysis.FileNote{}}
	redacted(&c, "(description)", described)
	for _, f := range files {
		path := text.CutMiddle(f.Path, maxNotePath)
		redacted(&c, path, f.redacted)
		if f.unseen() {
			c.Unseen++
			if len(c.UnseenFiles) < maxUnseen {
				c.UnseenFiles = append(c.UnseenFiles, path)
			}
		}
		switch {
		case f.skip != "":
			c.Unlisted += note(&c.Skipped, path, f.skip)
		case f.shown == 0:
			c.Unlisted += note(&c.Skipped, path, "over the budget")
		case f.shown < f.diff:
			why := "over the budget"
			if f.Claim != "" {
				why = "it says that it is " + string(f.Claim)
			}
			c.Unlisted += note(&c.Clipped, path, fmt.Sprintf("%s: %d of %d lines of its diff shown", why, f.shown, f.diff))
		case f.cut:
			c.Unlisted += note(&c.Clipped, path, fmt.Sprintf("a line of more than %d bytes is cut", maxLine))
		case f.Unreadable:
			c.Unlisted += note(&c.Clipped, path, "the patch from GitHub is incomplete or can't be parsed")
		default:
			c.Read++
		}
	}
	return c
}

// maxUnseen bounds the unseen files that are named.
const maxUnseen = 5

// unseen reports whether the model does not see the whole change of a file that runs in production.
func (f *file) unseen() bool {
	return f.Class.Runs() && f.Additions+f.Deletions > 0 && f.skip != readBefore && f.skip != ignoredBySettings && (f.skip != "" || f.hidesLines() || f.cut || f.Unreadable)
}

// redacted adds a note for each rule that replaced something at path.
func redacted(c *analysis.Coverage, path string, rules []string) {
	slices.Sort(rules)
	for _, rule := range slices.Compact(rules) {
		c.UnlistedRedacted += note(&c.Redacted, path, rule)
	}
}

// note adds a note to the list. It returns 1 if the list is full.
func note(list *[]analysis.FileNote, path, reason string) (unlisted int) {
	if len(*list) >= maxNotes {
		return 1
	}
	*list = append(*list, analysis.FileNote{Path: path, Reason: reason})
	return 0
}

// missingWords returns the line at the end of each part that counts the files left out or clipped for lack of room.
func missingWords(files []*file) string {
	hidden, clipped := 0, 0
	for _, f := range files {
		switch {
		case f.skip != "":
		case f.shown == 0:
			hidden++
		case f.shown < f.diff:
			clipped++
		}
	}
	if hidden+clipped == 0 {
		return ""
	}
	return fmt.Sprintf("\nFor lack of room no part shows the diffs of %d files, and %d are clipped. Say nothing of what is not shown.\n",
		hidden, clipped)
}
