package repository

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Since lists the changes since the last analysis, of another head.
type Since struct {
	AnalysisID string    `json:"analysis_id"`
	SHA        string    `json:"sha"`
	HeadAt     time.Time `json:"head_at"`
	Added      int       `json:"added"` // files and folders
	Removed    int       `json:"removed"`
	Figures    []Figure  `json:"figures"` // that changed
	Sets       []Set     `json:"sets"`    // that changed
}

// Figure is a number that changed.
type Figure struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Set lists the new and the removed elements of a set.
type Set struct {
	Name string   `json:"name"`
	New  []string `json:"new"`
	Gone []string `json:"gone"`
}

// compareReports compares two reports of one repository.
func compareReports(analysisID string, before, after *Report) *Since {
	s := &Since{
		AnalysisID: analysisID, SHA: before.SHA, HeadAt: before.HeadAt,
		Added: after.Paths.without(before.Paths), Removed: before.Paths.without(after.Paths), Figures: []Figure{}, Sets: []Set{},
	}
	for _, f := range []Figure{
		{"files", fmt.Sprint(before.Tree.Files), fmt.Sprint(after.Tree.Files)},
		{"tests to a byte of code", twoDecimals(before.Tests.Ratio), twoDecimals(after.Tests.Ratio)},
		{"people in the last year", fmt.Sprint(before.History.People), fmt.Sprint(after.History.People)},
		{"bus factor", fmt.Sprint(before.History.BusFactor), fmt.Sprint(after.History.BusFactor)},
		{"files without an owner", unownedWords(before), unownedWords(after)},
		{"last release", before.Releases.Last, after.Releases.Last},
		{"commits since the last release", fmt.Sprint(before.Releases.Unreleased), fmt.Sprint(after.Releases.Unreleased)},
		{"open pull requests", openWords(before), openWords(after)},
		{"license", before.Documents.LicenseID, after.Documents.LicenseID},
	} {
		if f.Before != f.After {
			s.Figures = append(s.Figures, f)
		}
	}
	for _, names := range []struct {
		name string
		of   func(*Report) []string
	}{
		{"concerns", func(r *Report) []string {
			return collect(r.Concerns, func(o Observation) string { return strings.ReplaceAll(o.Key, "_", " ") })
		}},
		{"files with names that secrets have", func(r *Report) []string { return pathsOf(r.SecretFiles) }},
		{"hotspots", func(r *Report) []string { return collect(r.Hotspots, func(h Hotspot) string { return h.Path }) }},
		{"languages", func(r *Report) []string { return collect(r.Languages, func(l Language) string { return l.Name }) }},
		{"dependency manifests", func(r *Report) []string { return collect(r.Manifests, func(m Manifest) string { return m.Path }) }},
		{"entry points", func(r *Report) []string { return pathsOf(r.EntryPoints) }},
		{"CI", func(r *Report) []string { return servicesOf(r.CI) }},
		{"dependency updates", func(r *Report) []string { return servicesOf(r.Updates) }},
		{"documents", documentPaths},
	} {
		old, now := names.of(before), names.of(after)
		if set := (Set{names.name, difference(now, old), difference(old, now)}); len(set.New)+len(set.Gone) > 0 {
			s.Sets = append(s.Sets, set)
		}
	}
	return s
}

// unchanged reports whether the reports are equal in everything compared.
func (s *Since) unchanged() bool {
	return s.Added+s.Removed+len(s.Figures)+len(s.Sets) == 0
}

func unownedWords(r *Report) string {
	if r.Ownership == nil {
		return "no CODEOWNERS"
	}
	return mostly(r.Ownership.Share)
}

func documentPaths(r *Report) []string {
	d := r.Documents
	return slices.DeleteFunc([]string{d.Readme, d.License, d.Contributing, d.Security, d.Changelog}, func(s string) bool { return s == "" })
}

func servicesOf(list []Service) []string {
	return collect(list, func(s Service) string { return s.Name })
}

func pathsOf(list []NamedPath) []string {
	return collect(list, func(p NamedPath) string { return p.Path })
}

func collect[T, U any](list []T, of func(T) U) []U {
	out := make([]U, len(list))
	for i, v := range list {
		out[i] = of(v)
	}
	return out
}

// difference returns the elements of a that are not in b, at most maxListed.
func difference(a, b []string) []string {
	left := []string{}
	for _, s := range a {
		if !slices.Contains(b, s) && len(left) < maxListed {
			left = append(left, s)
		}
	}
	return left
}

func twoDecimals(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.2f", x), ".00") }

// openWords counts the open pull requests; empty where they are not known.
func openWords(r *Report) string {
	if r.Open == nil {
		return ""
	}
	return fmt.Sprint(r.Open.PullRequests)
}
