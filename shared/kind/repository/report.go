package repository

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Report holds the measurements of a repository at one commit: the evidence of an analysis. Its lists are bounded, so that its JSON stays
// small; the elements that a list leaves out are counted beside it.
type Report struct {
	Schema      int           `json:"schema"` // version of this shape: 1
	SHA         string        `json:"sha"`
	Branch      string        `json:"branch"`
	HeadAt      time.Time     `json:"head_at"`
	At          time.Time     `json:"at"` // when it was measured
	Tree        TreeFacts     `json:"tree"`
	Languages   []Language    `json:"languages"` // of code, most bytes first
	Classes     []ClassSize   `json:"classes"`   // most bytes first
	Folders     []Folder      `json:"folders"`   // with code, most bytes first
	EntryPoints []NamedPath   `json:"entry_points"`
	Manifests   []Manifest    `json:"manifests"`
	Tests       Tests         `json:"tests"`
	CI          []Service     `json:"ci"`
	Updates     []Service     `json:"updates"` // services that update dependencies
	Documents   Documents     `json:"documents"`
	Ownership   *Ownership    `json:"ownership"` // null: there is no CODEOWNERS file
	History     History       `json:"history"`
	Hotspots    []Hotspot     `json:"hotspots"`
	SecretFiles []NamedPath   `json:"secret_files"` // files named like secrets, those that may be ones first; nothing of their text is kept
	SecretCount int           `json:"secret_files_count"`
	Releases    Releases      `json:"releases"`
	Open        *Open         `json:"open"`               // null: a checkout does not know them
	Checkout    bool          `json:"checkout,omitempty"` // of a local repository: facts that only GitHub knows are missing
	Checks      []Check       `json:"checks"`             // of OpenSSF Scorecard, by the tree and GitHub's answers
	Concerns    []Observation `json:"concerns"`           // those that matter most first
	Gaps        []string      `json:"gaps"`               // missing measurements, and why
	Since       *Since        `json:"since"`              // changes since the last analysis; null: this is the first
	Paths       PathSet       `json:"paths"`              // for the next report: see PathSet
}

// Bounds on the report's lists.
const (
	maxLanguages   = 12
	maxFolders     = 12
	maxListed      = 20
	maxManifests   = 30
	maxHotspots    = 10
	maxPeople      = 10
	maxUnownedList = 10
)

// TreeFacts counts the entries of the tree.
type TreeFacts struct {
	Files      int      `json:"files"`
	Folders    int      `json:"folders"`
	Bytes      int64    `json:"bytes"`
	Submodules int      `json:"submodules"`
	Unread     []string `json:"unread"`       // folders that GitHub did not list within the bounds of an analysis
	UnreadMore int      `json:"unread_count"` // all such folders
}

// Language sums the hand-written files of a language.
type Language struct {
	Name  string  `json:"name"`
	Files int     `json:"files"`
	Bytes int64   `json:"bytes"`
	Share float64 `json:"share"` // of the bytes of all code
}

// ClassSize sums the files of a class.
type ClassSize struct {
	Class filekind.Class `json:"class"`
	Files int            `json:"files"`
	Bytes int64          `json:"bytes"`
}

// Folder is a part of the repository with the code below it.
type Folder struct {
	Path     string  `json:"path"` // "." for the files at the top
	Files    int     `json:"files"`
	Bytes    int64   `json:"bytes"`
	Language string  `json:"language"`
	Tests    int     `json:"tests"`               // test files below it
	Commits  int     `json:"commits"`             // in the history read; 0 if it was not read, as of a folder with others in this list
	People   int     `json:"people"`              // authors of the newest of them, at most 100
	Main     string  `json:"main,omitempty"`      // the author of most of those
	MainPart float64 `json:"main_share,omitzero"` // share of those
}

// NamedPath is a path with its role.
type NamedPath struct {
	Path string `json:"path"`
	What string `json:"what"`
}

// Manifest names the dependencies of one part of the repository.
type Manifest struct {
	Path      string `json:"path"`
	Ecosystem string `json:"ecosystem"`
	Lock      string `json:"lock,omitempty"` // its lock file
	unlocked  bool   // the lock file of an application is missing
}

// Tests compares the code of tests with the code that they test.
type Tests struct {
	Files       int      `json:"files"`
	Bytes       int64    `json:"bytes"`
	SourceFiles int      `json:"source_files"`
	SourceBytes int64    `json:"source_bytes"`
	Ratio       float64  `json:"ratio"`                   // bytes of tests per byte of source
	Inline      bool     `json:"inline,omitempty"`        // code holds tests, too: the figures lack them
	Untested    []string `json:"untested"`                // folders with code but no test beside or below it, if the repository keeps tests there
	More        bool     `json:"untested_more,omitempty"` // further folders were not looked at
}

// Service is a service that works on the repository, with its configuration files.
type Service struct {
	Name  string   `json:"name"`
	Paths []string `json:"paths"`
}

// Documents are the repository's documents for people; "" for none.
type Documents struct {
	Readme       string `json:"readme"`
	License      string `json:"license"`
	LicenseID    string `json:"license_id"` // SPDX, as GitHub reads it or, where it knows none, as the text says
	Contributing string `json:"contributing"`
	Security     string `json:"security"`
	// SharedSecurity is the security policy that the owner has for all of its repositories: owner/.github/path.
	SharedSecurity string `json:"shared_security,omitempty"`
	Owners         string `json:"owners,omitempty"` // file that names owners, besides CODEOWNERS
	Changelog      string `json:"changelog"`
}

// Ownership summarizes CODEOWNERS.
type Ownership struct {
	Path    string    `json:"path"`
	Rules   int       `json:"rules"`
	Invalid []int     `json:"invalid"` // lines that GitHub skips
	Owners  []string  `json:"owners"`  // most files first
	Files   int       `json:"files"`
	Unowned int       `json:"unowned"` // of the files
	Share   float64   `json:"unowned_share"`
	Folders []Unowned `json:"folders"` // most unowned files first
}

// Unowned counts the files of a folder without an owner.
type Unowned struct {
	Path  string `json:"path"`
	Files int    `json:"files"`
	Of    int    `json:"of"`
}

// History summarizes the commits that were read.
type History struct {
	FirstAt   time.Time `json:"first_at,omitzero"` // of the first commit of all
	Total     int       `json:"total"`             // commits of all time
	From      time.Time `json:"from"`              // start of the commits that were read
	Commits   int       `json:"commits"`           // commits that were read
	Truncated bool      `json:"truncated"`         // less than a year was read, because there are too many commits
	Bots      int       `json:"bots"`              // commits by bots
	Merges    int       `json:"merges"`            // merge commits
	People    int       `json:"people"`            // authors of the others
	BusFactor int       `json:"bus_factor"`        // the fewest people who wrote more than half of those
	Top       []Person  `json:"top"`
	LastAt    time.Time `json:"last_at"` // the newest commit
	// Causes are the reverts and fixes that name their cause, the newest first. Most name none, so their share means nothing.
	Causes     []NamedCause `json:"causes,omitempty"`
	CauseCount int          `json:"causes_count,omitempty"` // all such
}

// Person is an author of commits, by login or, without an account on GitHub, by name.
type Person struct {
	Name    string  `json:"name"`
	Commits int     `json:"commits"`
	Share   float64 `json:"share"`
}

// NamedCause is a commit that names the change that it fixes or reverts.
type NamedCause struct {
	SHA   string `json:"sha"`
	Cause string `json:"cause"` // "#12", a SHA or a title
}

// Hotspot is a complex file that people change often: defects are most likely there, and improvements pay most (Tornhill, Your Code as a
// Crime Scene).
type Hotspot struct {
	Path     string  `json:"path"`
	Bytes    int64   `json:"bytes"`
	Tokens   int     `json:"tokens,omitempty"` // words, numbers and strings of its code; 0 in reports that ranked by bytes
	Nesting  float64 `json:"nesting,omitzero"` // blocks and brackets around a token, on average
	Commits  int     `json:"commits"`          // of people, that changed it, of those that were read; no merges
	Lines    int     `json:"lines"`            // added and deleted
	People   int     `json:"people"`
	Main     string  `json:"main,omitempty"`
	MainPart float64 `json:"main_share,omitzero"`
	Score    float64 `json:"score"` // commits × complexity, as a share of the largest product, 0 to 1
}

// Releases measures the cadence of releases, by the tags that look like versions.
type Releases struct {
	Count      int       `json:"count"`          // at most 100, of all lines
	Last       string    `json:"last,omitempty"` // of the default branch's line
	LastAt     time.Time `json:"last_at,omitzero"`
	MedianDays float64   `json:"median_days"` // between the highest ten of that line; 0 for fewer than two
	Unreleased int       `json:"unreleased"`  // commits since the last, of those that were read
}

// Open summarizes the open pull requests.
type Open struct {
	PullRequests int        `json:"pull_requests"`
	Drafts       int        `json:"drafts"`
	Stale        int        `json:"stale"`  // older than 30 days, of the newest 50
	Scored       int        `json:"scored"` // with a measured risk
	Risky        []OpenRisk `json:"risky"`  // with a high or critical risk, riskiest first
}

// OpenRisk is an open pull request with its measured risk.
type OpenRisk struct {
	Number int          `json:"number"`
	Score  float64      `json:"score"`
	Level  change.Level `json:"level"`
}

// Observation is a concern that needs a team's attention.
type Observation struct {
	Key      string            `json:"key"` // identifies the concern across reports
	Severity analysis.Severity `json:"severity"`
	Text     string            `json:"text"` // contains no untrusted names
	Paths    []string          `json:"paths"`
	Remedy   string            `json:"remedy,omitempty"` // what to do about it
	Link     string            `json:"link,omitempty"`   // where that is explained
}

// DecodeReport reads an analysis's evidence.
func DecodeReport(evidence json.RawMessage) (*Report, error) {
	var r Report
	if err := json.Unmarshal(evidence, &r); err != nil {
		return nil, fmt.Errorf("decoding a repository's report: %w", err)
	}
	return &r, nil
}
