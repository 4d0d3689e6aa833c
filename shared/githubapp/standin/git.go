package standin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// gitTimeout bounds one run of git, far above the time for the diff of a large repository.
const gitTimeout = time.Minute

// git runs git in the repository.
func (s *Server) git(args ...string) ([]byte, error) {
	if s.o.Dir == "" {
		return nil, errors.New("the stand-in has no git repository")
	}
	ctx, cancel := context.WithTimeout(context.Background(), gitTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", s.o.Dir}, args...)...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), namesRepository), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

// maxFixed is the most bytes of an answer of git that is remembered. It bounds what a stand-in that runs for long holds.
const maxFixed = 64 << 10

// bySHA matches an argument of git that names objects by their SHA.
var bySHA = regexp.MustCompile(`^[0-9a-f]{40}(\.{2,3}[0-9a-f]{40}|\^\{tree\}|:.*)?$`)

// fixed runs git on objects. If they are named by their SHA, the answer can't change, and a second call gets the first one's: most of the time
// of many requests is git's start.
func (s *Server) fixed(args ...string) ([]byte, error) {
	if !slices.ContainsFunc(args, bySHA.MatchString) {
		return s.git(args...)
	}
	key := strings.Join(args, "\x00")
	if out, known := s.fixes.Load(key); known {
		return out.([]byte), nil
	}
	out, err := s.git(args...)
	if err == nil && len(out) <= maxFixed {
		s.fixes.Store(key, out)
	}
	return out, err
}

// namesRepository reports whether an environment variable makes git use another repository; git sets these for its hooks.
func namesRepository(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}, name)
}

// fullSHA matches what names the same object forever.
var fullSHA = regexp.MustCompile(`^[0-9a-f]{40}$`)

// revision is a revision with the state of the branches and tags that it was resolved by; a full SHA needs none.
type revision struct {
	name  string
	state refState
}

// commit returns the SHA of the commit that a revision names.
func (s *Server) commit(rev string) (string, error) {
	if rev == "" || strings.HasPrefix(rev, "-") {
		return "", fmt.Errorf("%q is no revision", rev)
	}
	if of, ok := s.o.VirtualTags[strings.TrimPrefix(rev, "refs/tags/")]; ok {
		rev = of
	}
	of := revision{name: rev}
	if !fullSHA.MatchString(rev) {
		var err error
		if of.state, err = s.refState(); err != nil {
			return "", err
		}
	}
	if sha, known := s.known.Load(of); known {
		return sha.(string), nil
	}
	if h := s.history.Load(); h != nil && h.commits[rev] != nil {
		return rev, nil
	}
	out, err := s.git("rev-parse", "--verify", "--quiet", rev+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("no commit %q: %w", rev, err)
	}
	sha := strings.TrimSpace(string(out))
	s.known.Store(of, sha)
	s.known.Store(revision{name: sha}, sha)
	return sha, nil
}

// commits counts the commits that head has and base lacks.
func (s *Server) commits(base, head string) (int, error) {
	if h := s.history.Load(); h != nil && h.commits[base] != nil && h.commits[head] != nil {
		return len(h.between(base, head)), nil
	}
	out, err := s.fixed("rev-list", "--count", base+".."+head)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// diff runs git diff with over: BASE...HEAD, as GitHub compares a pull request ("About comparing branches in pull
// requests", three dots), or two trees. It ignores the user's configuration, and returns the diff with the blob of each file in it: after the
// change, or before its removal.
func (s *Server) diff(over ...string) (text string, blobs []string, err error) {
	args := []string{"-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "core.quotepath=true",
		"-c", "diff.suppressBlankEmpty=false",
		"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "-O/dev/null", "--find-renames", "--unified=3", "--inter-hunk-context=0",
		"--diff-algorithm=myers", "--submodule=short", "--ignore-submodules=none", "--src-prefix=a/", "--dst-prefix=b/",
		"--patch-with-raw", "--no-abbrev"}
	out, err := s.fixed(slices.Concat(args, over, []string{"--"})...)
	if err != nil {
		return "", nil, err
	}
	raw, text, _ := strings.Cut(string(out), "\n\n")
	for line := range strings.Lines(raw) {
		fields := strings.Fields(line) // :mode mode blob blob status path
		if len(fields) < 6 {
			return "", nil, fmt.Errorf("git diff: %q", line)
		}
		blob := fields[3]
		if fields[4] == "D" {
			blob = fields[2]
		}
		blobs = append(blobs, blob)
	}
	return text, blobs, nil
}
