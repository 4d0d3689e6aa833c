package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// maxPathCommits bounds the commits of a path that are read for the notes: two requests.
const maxPathCommits = 200

// Touching returns, for each change of the range, the paths that it touches. problem says for people what could not be read.
func (e *Evidence) Touching(ctx context.Context, src *source.Snapshot, paths []string) (touched map[Ref][]string, problem string, _ error) {
	touched = map[Ref][]string{}
	if len(e.Commits) == 0 {
		return touched, "", nil
	}
	oldest := slices.MinFunc(e.Commits, func(a, b Commit) int { return a.At.Compare(b.At) })
	bySHA := map[string][]Ref{}
	for _, c := range e.Commits {
		bySHA[c.SHA] = append(bySHA[c.SHA], Ref{SHA: c.SHA})
		for _, n := range c.Pulls {
			bySHA[c.SHA] = append(bySHA[c.SHA], Ref{Pull: n})
		}
	}
	for _, p := range e.Pulls {
		for _, sha := range append([]string{p.MergeSHA}, p.Commits...) {
			bySHA[sha] = append(bySHA[sha], Ref{Pull: p.Number})
		}
	}
	for _, path := range paths {
		shas, err := src.GitHub().CommitsTouching(ctx, e.Head, path, oldest.At, maxPathCommits)
		if err != nil && !githubapp.Permanent(err) {
			return nil, "", err
		}
		if err != nil || len(shas) >= maxPathCommits {
			problem = fmt.Sprintf("Which changes touch %s could not be read whole.", path)
		}
		for _, sha := range shas {
			for _, ref := range bySHA[sha] {
				if !slices.Contains(touched[ref], path) {
					touched[ref] = append(touched[ref], path)
				}
			}
		}
	}
	return touched, problem, nil
}
