package change

import (
	"math/bits"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Touch is something of note that the changed lines are about. It is shown; the score is made of other quantities.
type Touch struct {
	Kind string `json:"kind"`
	// Count is how many changed lines are about it: added ones, and deleted ones too where Kind says so. Of dependencies it is how many.
	Count    int     `json:"count"`
	Detail   string  `json:"detail,omitempty"`
	Evidence []Place `json:"evidence,omitempty"` // the first places in the files that matter most, at most MaxEvidence
}

// touch is a kind of Touch, in the order of touchKinds.
type touch int

const (
	controlFlow touch = iota // from here to timeLike by the words of added lines, see touchWords
	errorHandling
	concurrency
	authenticating
	cryptography
	money
	timeLike
	publicInterface
	migrations
	dependencies
	permissions
	secrets
	deletedTests
	disabledChecks
	touchCount
)

// touchKinds names the kinds.
var touchKinds = [touchCount]string{
	"control_flow",     // conditions, loops and jumps
	"error_handling",   // raising, catching and checking errors
	"concurrency",      // threads, locks, channels, asynchronous calls
	"authentication",   // who may: logins, passwords, roles, tokens of sessions
	"cryptography",     // ciphers, digests, certificates, signatures
	"money",            // prices, payments, currencies
	"time",             // dates, time zones, durations, time limits
	"public_interface", // declarations that others can use, added or deleted
	"migrations",       // lines of schema or data migrations, added or deleted
	"dependencies",     // dependencies whose version changes, that are new, or that go
	"permissions",      // of a CI workflow, or of roles in infrastructure
	"secrets",          // that a CI workflow reads
	"deleted_tests",    // test cases deleted without others in their file
	"disabled_checks",  // linters, compilers' checks and tests that are told to look away
}

// touching gathers what the lines of a change touch.
type touching struct {
	counts [touchCount]int
	places [touchCount][MaxEvidence]Place
	shown  [touchCount]int // how many of the places there are
	bumps  bumps
}

// add takes in a changed line.
func (t *touching) add(kind touch, path string, l diff.ChangedLine) {
	t.counts[kind]++
	line := max(int(l.Number), 1)
	n := t.shown[kind]
	if n > 0 {
		if last := &t.places[kind][n-1]; last.Path == path && last.Start <= line && line <= last.End+1 {
			last.End = max(last.End, line)
			return
		}
	}
	if n < MaxEvidence && len(path) <= maxPlacePath {
		t.places[kind][n] = Place{path, diff.Range{Start: line, End: line}}
		t.shown[kind]++
	}
}

// words takes in the kinds of an added line's words.
func (t *touching) words(kinds wordKind, path string, l diff.ChangedLine) {
	for k := uint(kinds >> firstTouch); k != 0; k &= k - 1 {
		t.add(touch(bits.TrailingZeros(k)), path, l)
	}
}

// touches are those that occur, in the order of their constants.
func (t *touching) touches() []Touch {
	var all []Touch
	for kind, count := range t.counts {
		if count == 0 {
			continue
		}
		touch := Touch{Kind: touchKinds[kind], Count: count, Evidence: slices.Clone(t.places[kind][:t.shown[kind]])}
		if kind == int(dependencies) {
			touch.Detail = t.bumps.String()
		}
		all = append(all, touch)
	}
	return all
}

// readOther reads files whose lines are not production code for what concerns their class.
func (t *touching) readOther(f *shownFile) {
	switch f.Class {
	case filekind.Test:
		t.readTests(f)
	case filekind.CI:
		t.readCI(f)
		t.readDependencies(f, actionDependency)
	case filekind.Build:
		t.readManifest(f)
	}
}
