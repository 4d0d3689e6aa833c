package release

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// clone unpacks one of the repositories beside the checkout.
func clone(t testing.TB, name string) (dir string) {
	t.Helper()
	bundle, err := filepath.Abs("../../../../shared/fixtures/repositories/" + name + ".bundle")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bundle); err != nil {
		t.Skip("no repositories beside the checkout")
	}
	dir = t.TempDir()
	git(t, dir, "clone", "--quiet", "--bare", bundle, ".")
	return dir
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return gitWith(t, dir, nil, args...)
}

func gitWith(t testing.TB, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Env = slices.Concat(os.Environ(), []string{"GIT_CONFIG_GLOBAL=/dev/null"}, env)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// gitStdin gives git something to read.
func gitStdin(t testing.TB, dir, input string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// contains asks git whether sha's history has other.
func contains(t testing.TB, dir, sha, other string) bool {
	t.Helper()
	err := exec.Command("git", "-C", dir, "merge-base", "--is-ancestor", other, sha).Run()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatal(err)
	}
	return err == nil
}

// tagsOf are the repository's tags, oldest first.
func tagsOf(t testing.TB, dir string) []Tag {
	t.Helper()
	var tags []Tag
	for _, l := range strings.Split(git(t, dir, "for-each-ref", "--sort=creatordate", "--format=%(refname:short) %(creatordate:unix)", "refs/tags"), "\n") {
		name, unix, _ := strings.Cut(l, " ")
		seconds, err := time.ParseDuration(unix + "s")
		if err != nil {
			t.Fatal(err)
		}
		tags = append(tags, Tag{Name: name, SHA: git(t, dir, "rev-parse", name+"^{commit}"), At: time.Unix(0, 0).Add(seconds)})
	}
	return tags
}
