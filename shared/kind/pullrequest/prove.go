package pullrequest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/suggest"
)

var _ kind.Prover = (*Kind)(nil)

// maxProven bounds the files that are read to apply replacements.
const maxProven = 14

// Prove applies the replacements to their files at the head, and searches these files for the quotations of verifications. A replacement
// that does not apply becomes a suggestion in words.
func (*Kind) Prove(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error {
	if a.Result == nil {
		return nil
	}
	result, err := DecodeResult(a.Result)
	if err != nil {
		return err
	}
	var paths []string
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Replacement, f.Suggestion = proposed(*f)
		if f.Replacement != "" && !slices.Contains(paths, f.Path) && len(paths) < maxProven {
			paths = append(paths, f.Path)
		}
	}
	paths = result.quoted(paths)
	if len(paths) == 0 && result.Verifications == nil {
		return nil
	}
	var files map[string]githubapp.Blob
	if len(paths) > 0 {
		if files, err = gh.FilesAt(ctx, a.HeadSHA, paths); err != nil {
			slog.WarnContext(ctx, "could not read the files that suggestions change and verifications quote", "error", err,
				"advice", "suggestions are shown in words alone, and findings as not verified")
		}
	}
	result.verify(files)
	for i := range result.Findings {
		f := &result.Findings[i]
		if f.Replacement == "" {
			continue
		}
		if why := unproven(*f, a, files[f.Path]); why != "" {
			slog.InfoContext(ctx, "a suggestion is shown as text only", "reason", why)
			f.Replacement, f.Suggestion = "", inWords(*f)
		}
	}
	a.Result, err = json.Marshal(result)
	if err != nil {
		return fmt.Errorf("encoding the proven result: %w", err)
	}
	return nil
}

// unproven returns why a finding's replacement can't be offered; "" if it can.
func unproven(f Finding, a *analysis.Analysis, file githubapp.Blob) string {
	edit := suggest.Edit{Path: f.Path, First: f.Line, Last: max(f.Line, f.EndLine), Lines: f.Replacement}
	var placed review
	placed.locate([]Finding{f}, a.Facts)
	switch {
	case len(placed.onDiff) == 0 || max(f.Line, placed.onDiff[0].EndLine) != edit.Last:
		return "the diff does not show all lines that it replaces"
	case prompt.HoldsPlaceholder(f.Replacement):
		return "it holds a placeholder of a secret"
	case file.Text == "" || file.Truncated:
		return "the file could not be read"
	}
	if err := edit.Check(file.Text); err != nil {
		return err.Error()
	}
	return ""
}

// fenced matches a suggestion that is one block of code.
var fenced = regexp.MustCompile("(?s)^\\s*```[a-zA-Z+#]*\n(.*?)\n?```\\s*$")

// proposed returns the code and the words of a finding's suggestion. Models also put code among the words.
func proposed(f Finding) (replacement, words string) {
	code := fenced.FindStringSubmatch(f.Suggestion)
	switch {
	case f.Replacement != "":
		return f.Replacement, f.Suggestion
	case code != nil && !strings.Contains(code[1], "```"):
		return code[1], ""
	}
	return "", f.Suggestion
}

// inWords returns a suggestion in words that stands in for a replacement.
func inWords(f Finding) string {
	if f.Suggestion != "" || strings.Contains(f.Replacement, "```") {
		return f.Suggestion
	}
	return "```\n" + f.Replacement + "\n```"
}
