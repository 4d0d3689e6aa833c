package repository

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Report is what was measured of a repository at one commit: an analysis keeps it as its evidence. Its lists are bounded, so that
// its JSON stays small whatever the repository holds; what a list leaves out is counted beside it.
type Report struct {
	Schema      int           `json:"schema"` // version of this shape: 1
	SHA         string        `json:"sha"`
	Branch      string        `json:"branch"`
	HeadAt      time.Time     `json:"head_at"`
	At          time.Time     `json:"at"` // when it was measured
	Tree        TreeFacts     `json:"tree"`
	Languages   []Language    `json:"languages"` // of code, most bytes first
	Classes     []ClassSize   `json:"classes"`   // what the files are for
	Folders     []Folder      `json:"folders"`   // where the code is, most bytes first
	EntryPoints []Place       `json:"entry_points"`
	Manifests   []Manifest    `json:"manifests"`
	Tests       Tests         `json:"tests"`
	CI          []Service     `json:"ci"`
	Updates     []Service     `json:"updates"` // what keeps dependencies up to date
	Documents   Documents     `json:"documents"`
	Ownership   *Ownership    `json:"ownership"` // null: there is no CODEOWNERS file
	History     History       `json:"history"`
	Hotspots    []Hotspot     `json:"hotspots"`
	SecretFiles []Place       `json:"secret_files"` // files with names that secrets have; nothing was read
	SecretCount int           `json:"secret_files_count"`
	Releases    Releases      `json:"releases"`
	Open        Open          `json:"open"`
	Concerns    []Observation `json:"concerns"` // what a team should look at, the gravest first
	Gaps        []string      `json:"gaps"`     // what could not be measured, and why
	Since       *Since        `json:"since"`    // what changed since the last analysis; null: this is the first
	Paths       PathSet       `json:"paths"`
}

// Bounds on the report's lists.
const (
	maxLanguages   = 12
	maxFolders     = 12
	maxPlaces      = 20
	maxManifests   = 30
	maxHotspots    = 10
	maxPeople      = 10
	maxUnownedList = 10
)

// TreeFacts is what the tree holds.
type TreeFacts struct {
	Files      int      `json:"files"`
	Folders    int      `json:"folders"`
	Bytes      int64    `json:"bytes"`
	Submodules int      `json:"submodules"`
	Unread     []string `json:"unread"`       // folders that GitHub did not list within the bounds of an analysis
	UnreadMore int      `json:"unread_count"` // how many there are of them
}

// Language sums the files of a language that people wrote here.
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
	Commits  int     `json:"commits"`             // in the history looked at; 0 where it was not looked at
	People   int     `json:"people"`              // who made the newest of them, at most 100
	Main     string  `json:"main,omitempty"`      // who made most of those
	MainPart float64 `json:"main_share,omitzero"` // of those
}

// Place is a path and what is there.
type Place struct {
	Path string `json:"path"`
	What string `json:"what"`
}

// Manifest names the dependencies of one part of the repository.
type Manifest struct {
	Path      string `json:"path"`
	Ecosystem string `json:"ecosystem"`
	Lock      string `json:"lock,omitempty"` // the lock file that goes with it
	unlocked  bool   // the ecosystem's applications have a lock file, and there is none
}

// Tests compares tests with what they test.
type Tests struct {
	Files       int      `json:"files"`
	Bytes       int64    `json:"bytes"`
	SourceFiles int      `json:"source_files"`
	SourceBytes int64    `json:"source_bytes"`
	Ratio       float64  `json:"ratio"`    // bytes of tests to a byte of source
	Untested    []string `json:"untested"` // folders with code and no test beside or below it, where the repository keeps tests there
}

// Service is something that works on the repository, and where it is set up.
type Service struct {
	Name  string   `json:"name"`
	Paths []string `json:"paths"`
}

// Documents are the files that tell people how to go about the repository; "" for none.
type Documents struct {
	Readme       string `json:"readme"`
	License      string `json:"license"`
	LicenseID    string `json:"license_id"` // SPDX, as GitHub reads it
	Contributing string `json:"contributing"`
	Security     string `json:"security"`
	Changelog    string `json:"changelog"`
}

// Ownership is what CODEOWNERS says.
type Ownership struct {
	Path    string    `json:"path"`
	Rules   int       `json:"rules"`
	Invalid []int     `json:"invalid"` // lines that GitHub skips
	Owners  []string  `json:"owners"`  // most files first
	Files   int       `json:"files"`
	Unowned int       `json:"unowned"` // of the files
	Share   float64   `json:"unowned_share"`
	Folders []Unowned `json:"folders"` // where most unowned files are
}

// Unowned counts the files below a folder that nobody owns.
type Unowned struct {
	Path  string `json:"path"`
	Files int    `json:"files"`
	Of    int    `json:"of"`
}

// History is what the commits looked at say.
type History struct {
	FirstAt   time.Time `json:"first_at,omitzero"` // the oldest commit of all
	Total     int       `json:"total"`             // commits of all time
	From      time.Time `json:"from"`              // where the history looked at begins
	Commits   int       `json:"commits"`           // in it
	Truncated bool      `json:"truncated"`         // it begins later than a year ago, because there are more commits than are looked at
	Bots      int       `json:"bots"`              // of the commits
	People    int       `json:"people"`            // who wrote the others
	BusFactor int       `json:"bus_factor"`        // the fewest people who wrote more than half of them
	Top       []Person  `json:"top"`
	LastAt    time.Time `json:"last_at"` // the newest commit
}

// Person is who wrote commits, by login or, where GitHub knows no account, by name.
type Person struct {
	Name    string  `json:"name"`
	Commits int     `json:"commits"`
	Share   float64 `json:"share"`
}

// Hotspot is a file that changes often and is large: where a defect is likeliest, and work on it pays most (Tornhill, Your Code as
// a Crime Scene).
type Hotspot struct {
	Path     string  `json:"path"`
	Bytes    int64   `json:"bytes"`
	Commits  int     `json:"commits"` // that changed it, in the history looked at
	Lines    int     `json:"lines"`   // added and deleted in it
	People   int     `json:"people"`
	Main     string  `json:"main,omitempty"`
	MainPart float64 `json:"main_share,omitzero"`
	Score    float64 `json:"score"` // share of commits × share of bytes of the largest product, 0 to 1
}

// Releases is how often there is one, by the tags that look like versions.
type Releases struct {
	Count      int       `json:"count"` // at most 100
	Last       string    `json:"last,omitempty"`
	LastAt     time.Time `json:"last_at,omitzero"`
	MedianDays float64   `json:"median_days"` // between the newest ten; 0 where there are fewer than two
	Unreleased int       `json:"unreleased"`  // commits since the last, among those looked at
}

// Open is what waits to be merged.
type Open struct {
	PullRequests int        `json:"pull_requests"`
	Drafts       int        `json:"drafts"`
	Stale        int        `json:"stale"`  // older than 30 days, of the newest 50
	Scored       int        `json:"scored"` // whose risk DevPlus has measured
	Risky        []OpenRisk `json:"risky"`  // of these, high and critical ones, the riskiest first
}

// OpenRisk is an open pull request with its measured risk.
type OpenRisk struct {
	Number int          `json:"number"`
	Score  float64      `json:"score"`
	Level  change.Level `json:"level"`
}

// Observation is something that a team should look at.
type Observation struct {
	Key      string            `json:"key"` // the same for the same matter in every report
	Severity analysis.Severity `json:"severity"`
	Text     string            `json:"text"` // names nothing that others chose
	Paths    []string          `json:"paths"`
}

// DecodeReport reads an analysis's evidence.
func DecodeReport(evidence json.RawMessage) (*Report, error) {
	var r Report
	if err := json.Unmarshal(evidence, &r); err != nil {
		return nil, fmt.Errorf("decoding a repository's report: %w", err)
	}
	return &r, nil
}
