package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Log is a part of a history.
type Log struct {
	Commits []githubapp.Commit // newest first
	More    bool               // there are older ones, beyond the limit
}

func (l Log) size() (n int) {
	for _, c := range l.Commits {
		n += entryBytes + len(c.Message)
	}
	return n
}

// Log reads the commits since a time, at most limit, 100 a request.
func (s *Snapshot) Log(ctx context.Context, since time.Time, limit int) (Log, error) {
	return cached(s, fmt.Sprint("log ", since.Unix(), limit), Log.size, func() (l Log, err error) {
		l.Commits, l.More, err = s.gh.Log(ctx, s.sha, since, limit)
		return l, err
	})
}

// FirstAt reads the time of the oldest of the total commits.
func (s *Snapshot) FirstAt(ctx context.Context, total int) (time.Time, error) {
	return cached(s, "first", func(time.Time) int { return entryBytes }, func() (time.Time, error) { return s.gh.Oldest(ctx, s.sha, total) })
}

// pathsPerCall keeps a query within GitHub's time limit.
const pathsPerCall = 14

// PathHistories reads the history of each path, a file or folder, since a time. With an error, it returns those read before.
func (s *Snapshot) PathHistories(ctx context.Context, since time.Time, paths []string) (map[string]githubapp.PathHistory, error) {
	histories := make(map[string]githubapp.PathHistory, len(paths))
	size := func(list []githubapp.PathHistory) (n int) {
		for _, h := range list {
			n += entryBytes * len(h.Newest)
		}
		return n
	}
	for some := range slices.Chunk(paths, pathsPerCall) {
		found, err := cached(s, fmt.Sprint("paths ", since.Unix(), strings.Join(some, "\x00")), size, func() ([]githubapp.PathHistory, error) {
			return s.gh.PathHistories(ctx, s.sha, since, some)
		})
		if err != nil {
			return histories, err
		}
		for i, path := range some {
			histories[path] = found[i]
		}
	}
	return histories, nil
}
