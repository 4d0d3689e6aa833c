package githubapp

import (
	"context"
	"errors"
	"fmt"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// maxBlamedFiles bounds the blamed files of a change, so that GitHub answers within the query's time limit.
const maxBlamedFiles = 3

// blameFields returns the GraphQL fields that blame, at the base, the first files whose lines the change replaces. Their paths are
// variables of the query.
func blameFields(files []diff.Patch) (fields string) {
	blamed := 0
	for i, p := range files {
		if len(p.Replaced()) == 0 {
			continue // GitHub fails the whole query if one of the files is new
		}
		fields += fmt.Sprintf("b%d: blame(path: $v%d) { ranges { startingLine endingLine commit { committedDate author { email user { id login } } } } }\n", i, i)
		if blamed++; blamed == maxBlamedFiles {
			break
		}
	}
	return fields
}

// blameRange is lines of a file with the commit that wrote them.
type blameRange struct {
	StartingLine, EndingLine int
	Commit                   pastCommit
}

// replacedByAuthor counts the lines that the patch replaces by their authors.
func replacedByAuthor(ranges []blameRange, p diff.Patch) (by []change.Written) {
	replaced := p.Replaced()
	for _, r := range ranges {
		lines := 0
		for _, of := range replaced {
			lines += max(min(r.EndingLine, of.End)-max(r.StartingLine, of.Start)+1, 0)
		}
		if lines > 0 {
			by = append(by, change.Written{Lines: lines, FileCommit: r.Commit.fileCommit()})
		}
	}
	return by
}

// withoutBlame reports whether to retry a failed query without the blame, which is no part of the score.
func withoutBlame(ctx context.Context, err error) bool {
	limited := (*RateLimitError)(nil)
	return ctx.Err() == nil && !errors.As(err, &limited) && !errors.Is(err, errNoChange)
}
