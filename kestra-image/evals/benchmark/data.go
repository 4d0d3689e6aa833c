package benchmark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/kestra-image/evals/score"
)

// PullRequest is a pull request with the experts' comments.
type PullRequest struct {
	Owner, Name string
	Number      int
	Language    string
	Base, Head  string // SHAs; Base may be ahead of where Head was forked
	Comments    []score.Place
}

// Title returns "owner/name#1".
func (p PullRequest) Title() string { return fmt.Sprintf("%s/%s#%d", p.Owner, p.Name, p.Number) }

// dataset is the file in the benchmark's repository.
const dataset = "dataset/positive_samples.json"

// maxData bounds the file.
const maxData = 64 << 20

// Read reads the benchmark: from its file, a clone of its repository, bare or not, or the address of the file.
func Read(ctx context.Context, source string) ([]PullRequest, error) {
	text, err := load(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("reading AACR-Bench: %w", err)
	}
	return parse(text)
}

func load(ctx context.Context, source string) ([]byte, error) {
	if strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "http://") {
		return download(ctx, source)
	}
	about, err := os.Stat(source)
	if err != nil {
		return nil, err
	}
	if !about.IsDir() {
		return os.ReadFile(source)
	}
	if text, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(dataset))); err == nil {
		return text, nil
	}
	text, err := git(ctx, source, "show", "HEAD:"+dataset)
	return []byte(text), err
}

func download(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: HTTP %s", address, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxData))
}

// page matches the address of a pull request. What it captures becomes part of paths.
var page = regexp.MustCompile(`^https://github\.com/([A-Za-z0-9-]{1,39})/([A-Za-z0-9_.-]{1,100})/pull/([0-9]{1,9})$`)

// sha matches a commit's ID, which becomes an argument of git.
var sha = regexp.MustCompile(`^[0-9a-f]{40}$`)

func parse(text []byte) ([]PullRequest, error) {
	var all []struct {
		Language string `json:"project_main_language"`
		Head     string `json:"source_commit"`
		Base     string `json:"target_commit"`
		URL      string `json:"githubPrUrl"`
		Comments []struct {
			Path, Side, Category string
			From                 int `json:"from_line"`
			To                   int `json:"to_line"`
		}
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("reading AACR-Bench: %w: -data must be its %s", err, dataset)
	}
	if len(all) == 0 {
		return nil, errors.New("reading AACR-Bench: it has no pull requests")
	}
	pulls := make([]PullRequest, len(all))
	for i, a := range all {
		m := page.FindStringSubmatch(a.URL)
		if m == nil || strings.HasPrefix(m[2], ".") || !sha.MatchString(a.Base) || !sha.MatchString(a.Head) {
			return nil, fmt.Errorf("reading AACR-Bench: entry %d is no pull request of GitHub: %q, %q, %q", i, a.URL, a.Base, a.Head)
		}
		p := PullRequest{Owner: m[1], Name: m[2], Language: a.Language, Base: a.Base, Head: a.Head}
		_, _ = fmt.Sscan(m[3], &p.Number) // digits
		for _, c := range a.Comments {
			if c.Side != "right" { // on a deleted line, where no finding can be
				continue
			}
			p.Comments = append(p.Comments, placeOf(c.Path, c.From, c.To, c.Category))
		}
		pulls[i] = p
	}
	return pulls, nil
}

// categories are DevPlus's for the benchmark's. Reviews are told to leave out remarks that are no defects, so finding these is optional.
var categories = map[string][]string{
	"Security Vulnerability": {"security"},
	"Performance":            {"performance"},
	"Code Defect":            {"correctness", "concurrency", "api", "tests", "docs", "security"},
}

func placeOf(path string, from, to int, category string) score.Place {
	known, defect := categories[category]
	return score.Place{Path: path, First: min(from, to), Last: max(from, to), Categories: known, Optional: !defect}
}
