package benchmark

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// Clones is a folder with clones at OWNER/NAME. What they lack is fetched.
type Clones struct {
	Dir    string
	Remote string // "https://github.com"

	fetching sync.Mutex // two pull requests may be of one repository
}

// Change is a pull request's change in a clone.
type Change struct {
	Dir        string
	Base, Head string // SHAs: Base is an ancestor of Head
	Subject    string // of the last commit: the benchmark has no titles
}

// Open returns the change of a pull request. Of a repository that is not there it fetches two commits with their files, and of the history the
// commits alone, which tell where the change was forked.
func (c *Clones) Open(ctx context.Context, p PullRequest) (Change, error) {
	c.fetching.Lock()
	defer c.fetching.Unlock()
	dir := filepath.Join(c.Dir, p.Owner, p.Name)
	if _, err := os.Stat(dir); err == nil {
		if fork, err := git(ctx, dir, "merge-base", p.Base, p.Head); err == nil {
			return finish(ctx, Change{Dir: dir, Base: fork, Head: p.Head})
		}
	}
	remote := fmt.Sprintf("%s/%s/%s", c.Remote, p.Owner, p.Name)
	fork, err := forkOf(ctx, dir+".history", remote, p)
	if err != nil {
		return Change{}, err
	}
	if _, err := git(ctx, dir, "rev-parse", "--git-dir"); err != nil {
		if err := create(ctx, dir); err != nil {
			return Change{}, err
		}
	}
	for _, sha := range []string{fork, p.Head} {
		if _, err := git(ctx, dir, "cat-file", "-e", sha+"^{tree}"); err == nil {
			continue
		}
		if _, err := git(ctx, dir, "fetch", "--quiet", "--no-tags", "--depth=1", remote, sha); err != nil {
			return Change{}, fmt.Errorf("fetching %s: %w", p.Title(), err)
		}
	}
	// The two have no history here. A commit with the head's files on top of the fork is the same change.
	head, err := git(ctx, dir, "-c", "user.name=DevPlus", "-c", "user.email=devplus@localhost", "commit-tree", p.Head+"^{tree}", "-p", fork, "-m", "change")
	if err != nil {
		return Change{}, err
	}
	change, err := finish(ctx, Change{Dir: dir, Base: fork, Head: p.Head})
	change.Head = head
	return change, err
}

func finish(ctx context.Context, c Change) (_ Change, err error) {
	c.Subject, err = git(ctx, c.Dir, "log", "-1", "--format=%s", c.Head)
	return c, err
}

// forkOf returns the commit that the change was forked from.
func forkOf(ctx context.Context, dir, remote string, p PullRequest) (string, error) {
	if fork, err := git(ctx, dir, "merge-base", p.Base, p.Head); err == nil {
		return fork, nil
	}
	if _, err := os.Stat(dir); err != nil {
		if err := create(ctx, dir); err != nil {
			return "", err
		}
	}
	if _, err := git(ctx, dir, "fetch", "--quiet", "--no-tags", "--filter=tree:0", remote, p.Base, p.Head); err != nil {
		return "", fmt.Errorf("fetching the history of %s: %w", p.Title(), err)
	}
	fork, err := git(ctx, dir, "merge-base", p.Base, p.Head)
	if err != nil {
		return "", fmt.Errorf("%s: its head and its base have no common history: %w", p.Title(), err)
	}
	return fork, nil
}

func create(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	_, err := git(ctx, dir, "init", "--quiet", "--bare")
	return err
}

// git runs git in a folder and returns its output without the last line break.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	command.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}
