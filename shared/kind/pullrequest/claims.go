package pullrequest

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/text"
)

// base returns what the default branch says about the changed files. If GitHub refuses it, the change's own claims count less, so the
// score can only be higher. While GitHub is unreachable, it first returns an error.
func base(ctx context.Context, src *source.Snapshot, pull *github.PullRequest, patches []diff.Patch, set settings.Repository) (source.Base, error) {
	target := pull.GetBase()
	b, err := src.Base(ctx, patches, source.BaseQuery{
		Elsewhere: target.GetRef() != target.GetRepo().GetDefaultBranch(),
		Also:      guidelines(set),
		Recent:    pull.GetUser().GetType() == "User",
		Pull:      pull.GetNumber(),
		MergeBase: slices.ContainsFunc(patches, func(p diff.Patch) bool { return p.Text == "" && p.Additions+p.Deletions > 0 }),
	})
	b.Named = set.Paths.ClassOf
	switch {
	case githubapp.IsAway(err) && !src.GitHub().Settles():
		return b, err
	case err != nil:
		slog.WarnContext(ctx, "could not read the default branch's files", "error", err, "advice", "files that .gitattributes marks as generated or vendored count as production code")
	}
	return b, nil
}

// claimWords returns "3 files say that they are generated"; empty if no file newly says so.
func claimWords(f *change.Facts) string {
	if f == nil {
		return ""
	}
	var parts []string
	for _, c := range f.Claims {
		says := "files say that they are "
		if c.Files == 1 {
			says = "file says that it is "
		}
		parts = append(parts, text.Number(c.Files)+" "+says+claimWord(c.Class))
	}
	return strings.Join(parts, ", ")
}

func claimWord(c filekind.Class) string {
	if slices.Contains([]filekind.Class{filekind.Generated, filekind.Vendored, filekind.Binary}, c) {
		return string(c)
	}
	return "not production code"
}

// maxClaims bounds the number of named files.
const maxClaims = 10

// claims says which files newly say of themselves that they need no review.
func claims(f *change.Facts) page.Section {
	words := claimWords(f)
	if words == "" {
		return page.Section{}
	}
	var names []page.Inline
	files := 0
	for _, c := range f.Claims {
		files += c.Files
	}
	for _, file := range f.Files {
		if file.Claim != "" && len(names) < maxClaims {
			names = append(names, page.Code(file.Path))
		}
	}
	list := page.Join(", ", names...)
	if more := files - len(names); more > 0 {
		list = page.Say("%s and %s", list, text.Count(more, "more file"))
	}
	return page.Statement("%s, and the default branch does not say so. They count as production code: %s.", page.Strong("%s", words), list)
}
