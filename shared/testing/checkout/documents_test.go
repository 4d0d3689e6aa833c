package checkout_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/testing/checkout"
	"github.com/devplus-app/devplus/shared/testing/require"
)

var (
	// link matches a link to a file of the repository, with or without an anchor.
	link = regexp.MustCompile(`\]\(([^):#\s]*)(?:#([^)\s]*))?\)`)
	// repositoryPath matches a path in backticks. One with a word in capitals is a pattern.
	repositoryPath = regexp.MustCompile("`((?:functions|shared|kestra-image|terraform|\\.ci)/[a-z0-9_./-]+)`")
	longCode       = regexp.MustCompile("`[^`]{60,}`") // has no place to break
	testName       = regexp.MustCompile(`(?m)^func (Test\w*)\(t \*testing\.T\)`)
	wellNamed      = regexp.MustCompile(`^Test[A-Z][A-Za-z0-9]*_[A-Z0-9][A-Za-z0-9]*$`)
	heading        = regexp.MustCompile(`(?m)^#+ (.+)$`)
	punctuation    = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// documents returns the Markdown files that git lists.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := exec.Command("git", "-C", checkout.Root(), "ls-files", "--cached", "--others", "--exclude-standard", "*.md").Output()
	require.Part(t, "a git checkout", err, "clone the repository")
	var kept []string
	for _, file := range strings.Fields(string(files)) {
		if _, err := os.Stat(filepath.Join(checkout.Root(), file)); err == nil && !strings.Contains(file, "testdata/") {
			kept = append(kept, file)
		}
	}
	return kept
}

// A document that names a file which has moved sends people nowhere.
func TestDocuments_NameFilesThatExist(t *testing.T) {
	t.Parallel()
	for _, document := range documents(t) {
		text, err := os.ReadFile(filepath.Join(checkout.Root(), document))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			target := document
			if match[1] != "" {
				target = filepath.Join(filepath.Dir(document), match[1])
			}
			linked, err := os.ReadFile(filepath.Join(checkout.Root(), target))
			if info, statErr := os.Stat(filepath.Join(checkout.Root(), target)); statErr != nil {
				t.Errorf("%s links to %s, which does not exist", document, target)
				continue
			} else if info.IsDir() {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if match[2] != "" && !hasAnchor(string(linked), match[2]) {
				t.Errorf("%s links to #%s of %s, which has no such heading", document, match[2], target)
			}
		}
		for _, match := range repositoryPath.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(checkout.Root(), match[1])); err != nil {
				t.Errorf("%s names %s, which does not exist", document, match[1])
			}
		}
	}
}

// hasAnchor reports whether a document has a heading with GitHub's anchor.
func hasAnchor(text, anchor string) bool {
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		slug := strings.ReplaceAll(punctuation.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-")
		if slug == anchor {
			return true
		}
	}
	return false
}

// A package that the map lacks is found by nobody.
func TestDocuments_MapEveryPackage(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"shared", "functions"} {
		text, err := os.ReadFile(filepath.Join(checkout.Root(), folder, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(filepath.Join(checkout.Root(), folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if entry.IsDir() && !strings.Contains(string(text), "`"+entry.Name()+"`") {
				t.Errorf("%s/README.md does not list %s", folder, entry.Name())
			}
		}
	}
}

// A first screen and short lines keep documents readable, also as text.
func TestDocuments_AreShort(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t) {
		text, err := os.ReadFile(filepath.Join(checkout.Root(), file))
		if err != nil {
			t.Fatal(err)
		}
		lines, code := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), false
		if file == "README.md" && len(lines) > 160 {
			t.Errorf("%s has %d lines, at most 160 are wanted: move some to a folder's README", file, len(lines))
		}
		for i, line := range lines {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				code = !code
			}
			prose := !code && !strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "> ") && strings.Contains(line, " ") && !strings.Contains(line, "](http") && !longCode.MatchString(line)
			if prose && utf8.RuneCountInString(line) > 100 {
				t.Errorf("%s:%d has more than 100 columns: break the line", file, i+1)
			}
		}
	}
}

// A maintainer finds the tests of a feature by its name.
func TestNames_SayFeatureAndBehavior(t *testing.T) {
	t.Parallel()
	files, err := exec.Command("git", "-C", checkout.Root(), "ls-files", "--cached", "--others", "--exclude-standard", "*_test.go").Output()
	require.Part(t, "a git checkout", err, "clone the repository")
	for _, file := range strings.Fields(string(files)) {
		text, err := os.ReadFile(filepath.Join(checkout.Root(), file))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range testName.FindAllStringSubmatch(string(text), -1) {
			if !wellNamed.MatchString(match[1]) {
				t.Errorf("%s: call %s Test<Feature>_<Behavior>", file, match[1])
			}
		}
	}
}
