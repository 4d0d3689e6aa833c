package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/gitlog"
)

// checkout is a git repository on this machine and a change in it.
type checkout struct {
	kind        analysis.Kind // of the requested analysis
	dir         string        // its top level
	owner, name string        // on GitHub, from origin
	base, head  string        // SHAs
	tag, since  string        // of a release, and of the previous one if named
	branch      string
	title, body string // of the head commit
	author      standin.Account
	uncommitted bool
}

// unhosted is the owner of a repository that has no origin on GitHub.
const unhosted = "local"

// onGitHub matches owner and name in the URL of a remote.
var onGitHub = regexp.MustCompile(`^(?:https://|ssh://git@|git@)github\.com[:/]([A-Za-z0-9-]{1,39})/([A-Za-z0-9_.-]{1,100}?)(?:\.git)?/?$`)

// openTop finds the repository that dir lies in.
func openTop(ctx context.Context, dir string) (*checkout, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, errors.New("git is not installed: install it")
	}
	top, err := topLevel(ctx, cmp.Or(dir, "."))
	if err != nil {
		return nil, err
	}
	c := &checkout{dir: top, owner: unhosted, name: repositoryName(strings.TrimSuffix(filepath.Base(top), ".git"))}
	if origin, err := git(ctx, top, "remote", "get-url", "origin"); err == nil {
		if m := onGitHub.FindStringSubmatch(origin); m != nil {
			c.owner, c.name = m[1], m[2]
		}
	}
	if _, err := git(ctx, top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return nil, fmt.Errorf("%s has no commit yet: commit a change first", top)
	}
	return c, nil
}

// openCheckout finds the change that span, "BASE..HEAD", names; "" is the last commit against its first parent.
func openCheckout(ctx context.Context, dir, span string) (*checkout, error) {
	c, err := openTop(ctx, dir)
	if err != nil {
		return nil, err
	}
	top := c.dir
	if span == "" {
		if _, err := git(ctx, top, "rev-parse", "--verify", "--quiet", "HEAD^1"); err != nil {
			if lacks := missing(ctx, top); lacks != "" {
				return nil, errors.New(top + " is" + strings.TrimPrefix(lacks, ","))
			}
			return nil, fmt.Errorf("%s has one commit only, so there is nothing to compare it with: commit a change first", top)
		}
		span = "HEAD^1..HEAD"
	}
	base, head, ok := strings.Cut(span, "..")
	if !ok || base == "" || strings.HasPrefix(head, ".") {
		return nil, &usageError{fmt.Sprintf("-range %q is not a range: write BASE..HEAD", span)}
	}
	if head == "" {
		head = "HEAD"
	}
	for _, end := range []struct {
		name string
		sha  *string
	}{{base, &c.base}, {head, &c.head}} {
		if *end.sha, err = git(ctx, top, "rev-parse", "--verify", "--quiet", "--end-of-options", end.name+"^{commit}"); err != nil || strings.HasPrefix(*end.sha, "^") {
			return nil, &usageError{fmt.Sprintf("-range %q: there is no commit %q in %s%s", span, end.name, top, missing(ctx, top))}
		}
	}
	switch fork, err := git(ctx, top, "merge-base", c.base, c.head); {
	case err != nil:
		return nil, &usageError{fmt.Sprintf("-range %q: the two have no common history, so no pull request could show them%s", span, missing(ctx, top))}
	case fork == c.head:
		return nil, &usageError{fmt.Sprintf("-range %q: %q has no commit that %q lacks: write the older one first", span, head, base)}
	}
	return c, c.describe(ctx)
}

// topLevel returns the top of the working tree that dir is in, or the folder of a bare repository.
func topLevel(ctx context.Context, dir string) (string, error) {
	top, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err == nil {
		return top, nil
	}
	if owned := dubious.FindStringSubmatch(err.Error()); owned != nil {
		return "", fmt.Errorf("git refuses %s, which somebody else owns: git config --global --add safe.directory '%[1]s' allows it", owned[1])
	}
	if bare, err := git(ctx, dir, "rev-parse", "--is-bare-repository"); err == nil && bare == "true" {
		return git(ctx, dir, "rev-parse", "--absolute-git-dir")
	}
	return "", fmt.Errorf("%s is not a git checkout: run this in one, or name one with -repo", dir)
}

// dubious matches git's error about a repository that another user owns.
var dubious = regexp.MustCompile(`dubious ownership in repository at '(.*)'`)

// missing adds to an error that the clone lacks a part of the repository, and how to fetch it.
func missing(ctx context.Context, top string) string {
	if shallow, err := git(ctx, top, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		return ", a shallow clone that lacks older commits: git fetch --unshallow brings them"
	}
	if partial, err := git(ctx, top, "config", "--get-regexp", `\.promisor$`); err == nil && partial != "" {
		return ", a partial clone that lacks files: git fetch --refetch --no-filter brings them"
	}
	return ""
}

// incomplete prefixes an error with the missing part of an incomplete clone.
func incomplete(ctx context.Context, top string, err error) error {
	if lacks := missing(ctx, top); lacks != "" {
		return fmt.Errorf("%s is%s: %w", top, strings.TrimPrefix(lacks, ","), err)
	}
	return err
}

func (c *checkout) describe(ctx context.Context) error {
	said, err := git(ctx, c.dir, "log", "-1", "--format=%an%x00%ae%x00%s%x00%b", c.head)
	if err != nil {
		return err
	}
	parts := strings.SplitN(said, "\x00", 4)
	c.author, c.title, c.body = standin.AccountOf(parts[0], parts[1]), parts[2], strings.TrimSpace(parts[3])
	if by, err := git(ctx, c.dir, "log", "-1", "--format=%an%x00%ae", "--end-of-options", c.head+"^2"); err == nil && c.merged(ctx) {
		name, address, _ := strings.Cut(by, "\x00")
		c.author, c.title = standin.AccountOf(name, address), gitlog.MergedTitle(parts[2], parts[3])
	}
	c.author.Type = "User"                                                      // so that changes of bots are analyzed here, too
	c.branch, _ = git(ctx, c.dir, "symbolic-ref", "--quiet", "--short", "HEAD") // none when detached
	status, err := git(ctx, c.dir, "status", "--porcelain", "--untracked-files=no")
	c.uncommitted = err == nil && status != ""
	return nil
}

// merged reports whether the change is one merge, which is then by the author of what it merged, as on the repository's scale.
func (c *checkout) merged(ctx context.Context) bool {
	first, err := git(ctx, c.dir, "rev-parse", "--verify", "--quiet", "--end-of-options", c.head+"^1")
	return err == nil && first == c.base
}

// pullRequest returns the change as a pull request of the stand-in.
func (c *checkout) pullRequest() standin.PullRequest {
	return standin.PullRequest{
		Number: 1, Base: c.base, Head: c.head, Title: c.title, Body: c.body,
		Author: c.author,
	}
}

// repositoryName turns the name of a folder into one that GitHub allows.
func repositoryName(folder string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, folder)
	if strings.Trim(name, "-.") == "" {
		return "repository"
	}
	return name[:min(len(name), 100)]
}

// namesRepository reports whether a variable sets git's repository, as in a hook. dir takes precedence.
func namesRepository(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}, name)
}

// git runs git in dir and returns its output without the last line break.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	command.Env = append(slices.DeleteFunc(os.Environ(), namesRepository), "LC_ALL=C") // in English, because its errors are parsed
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimRight(string(out), "\n"), nil
}
