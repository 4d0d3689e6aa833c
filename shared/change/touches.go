package change

import (
	"math/bits"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Touch is a topic of the changed lines, for readers. It is not part of the score.
type Touch struct {
	Kind string `json:"kind"`
	// Count is the number of changed lines: added ones, and deleted ones for the kinds that say so. For dependencies it is their number.
	Count  int     `json:"count"`
	Detail string  `json:"detail,omitempty"`
	Places []Place `json:"evidence,omitempty"` // the first places in the highest ranked files, at most MaxPlaces
}

// touch is an index of touchKinds.
type touch int

const (
	controlFlow touch = iota // up to timeLike by the words of added lines
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

// touchKinds are the kinds of Touch.
var touchKinds = [touchCount]string{
	"control_flow",     // conditions, loops and jumps
	"error_handling",   // raising, catching and checking errors
	"concurrency",      // threads, locks, channels, asynchronous calls
	"authentication",   // logins, passwords, permissions, session tokens
	"cryptography",     // ciphers, digests, certificates, signatures
	"money",            // prices, payments, currencies
	"time",             // dates, time zones, durations, time limits
	"public_interface", // public declarations, added or deleted
	"migrations",       // lines of schema or data migrations, added or deleted
	"dependencies",     // changed, added and removed dependencies
	"permissions",      // of a CI workflow, or of roles in infrastructure
	"secrets",          // that a CI workflow reads
	"deleted_tests",    // test cases that are deleted and not replaced in their file
	"disabled_checks",  // checks of linters and compilers that are suppressed, and skipped tests
}

// touchCollector collects what the lines of a change touch.
type touchCollector struct {
	counts   [touchCount]int
	places   [touchCount][MaxPlaces]Place
	shown    [touchCount]int // length of places
	versions versionChanges

	before, after []dependency // of the current manifest
	first         map[string]*dependency
}

// add adds a changed line.
func (t *touchCollector) add(kind touch, path string, l diff.ChangedLine) {
	t.counts[kind]++
	line := max(int(l.Number), 1)
	n := t.shown[kind]
	if n > 0 {
		if last := &t.places[kind][n-1]; last.Path == path && last.Start <= line && line <= last.End+1 {
			last.End = max(last.End, line)
			return
		}
	}
	if n < MaxPlaces && len(path) <= maxPlacePath {
		t.places[kind][n] = Place{path, diff.Range{Start: line, End: line}}
		t.shown[kind]++
	}
}

// reset empties the collector for the next change.
func (t *touchCollector) reset() {
	for kind, n := range t.shown {
		clear(t.places[kind][:n])
	}
	t.counts, t.shown, t.versions = [touchCount]int{}, [touchCount]int{}, versionChanges{}
}

// words adds an added line by the kinds of its words.
func (t *touchCollector) words(kinds wordKind, path string, l diff.ChangedLine) {
	for k := uint(kinds >> firstTouch); k != 0; k &= k - 1 {
		t.add(touch(bits.TrailingZeros(k)), path, l)
	}
}

// touches returns the topics that occur, in the order of touchKinds.
func (t *touchCollector) touches() []Touch {
	kinds, shown := 0, 0
	for kind, count := range t.counts {
		if count > 0 {
			kinds, shown = kinds+1, shown+t.shown[kind]
		}
	}
	if kinds == 0 {
		return nil
	}
	all, places := make([]Touch, 0, kinds), make([]Place, 0, shown)
	for kind, count := range t.counts {
		if count == 0 {
			continue
		}
		touch := Touch{Kind: touchKinds[kind], Count: count}
		if n := t.shown[kind]; n > 0 {
			places = append(places, t.places[kind][:n]...)
			touch.Places = slices.Clip(places[len(places)-n:])
		}
		if kind == int(dependencies) {
			touch.Detail = t.versions.String()
		}
		all = append(all, touch)
	}
	return all
}

// readOther reads files that are not production code, by their class.
func (t *touchCollector) readOther(f *shownFile) {
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
