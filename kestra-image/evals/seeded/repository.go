package seeded

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Base and Head name the branches of a change in the repository.
func (c Change) Base() string { return "base/" + c.Name }

// Head is the branch with the change.
func (c Change) Head() string { return "head/" + c.Name }

// Commit writes a bare git repository with two commits for each change, the same ones whenever and wherever it is called.
func Commit(ctx context.Context, dir string, changes []Change) error {
	if _, err := git(ctx, dir, nil, "init", "--quiet", "--bare", "--initial-branch", "main"); err != nil {
		return err
	}
	var all strings.Builder
	commit(&all, "main", "", "Begin")
	for _, c := range changes {
		commit(&all, c.Base(), "", "Before: "+c.Title)
		for _, f := range c.Files {
			if f.Base != nil {
				write(&all, f.Path, *f.Base)
			}
		}
		commit(&all, c.Head(), c.Base(), c.Title)
		for _, f := range c.Files {
			switch {
			case f.Head != nil:
				write(&all, f.Path, *f.Head)
			case f.Base != nil:
				fmt.Fprintf(&all, "D %s\n", f.Path)
			}
		}
	}
	_, err := git(ctx, dir, strings.NewReader(all.String()), "fast-import", "--quiet")
	return err
}

// commit begins a commit, as git-fast-import(1) describes it.
func commit(out *strings.Builder, branch, from, message string) {
	fmt.Fprintf(out, "commit refs/heads/%s\ncommitter Mona <mona@example.com> 1767225600 +0000\ndata %d\n%s\n", branch, len(message), message)
	if from != "" {
		fmt.Fprintf(out, "from refs/heads/%s\n", from)
	}
}

func write(out *strings.Builder, path, text string) {
	fmt.Fprintf(out, "M 644 inline %s\ndata %d\n%s\n", path, len(text), text)
}

func git(ctx context.Context, dir string, input *strings.Reader, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if input != nil {
		command.Stdin = input
	}
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(out)), nil
}
