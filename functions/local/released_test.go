package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// Releases of a checkout are compared with those before them: of their kind, by what each shipped, and no later one.
func TestReleased_HistoryHasTheEarlierOnesOfTheKind(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	at := 1700000000
	for n := range 30 {
		at += 86400
		text := fmt.Sprintf("package a\n\nfunc f%d() {\n%s}\n", n, strings.Repeat("\tif g(x, y) { h(z) }\n", n))
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 2\nX\nM 644 inline f%d.go\ndata %d\n%s\n", at, n, len(text), text)
		tag := fmt.Sprintf("v1.0.%d", n)
		switch n {
		case 5:
			tag = "v1.1.0-rc.1" // on the way to nothing
		case 10:
			tag = "api/v1.0.10"
		}
		fmt.Fprintf(&s, "reset refs/tags/%s\nfrom refs/heads/main\n\n", tag)
	}
	dir := gittest.Import(t, s.String())
	known := releasesOf(t, dir, "v1.0.25", hazards{})
	if n := len(known.Entries); n != yardstick.ReleasesFrom || known.Entries[0].Name != "v1.0.3" || known.Entries[n-1].Name != "v1.0.24" {
		t.Fatalf("%d releases, as many as a scale takes are 20: %+v", n, known.Entries)
	}
	for i, r := range known.Entries {
		if r.Step != yardstick.Patch || r.Hazard <= 0 || i > 0 && r.Hazard < known.Entries[i-1].Hazard && r.Name != "v1.0.7" && r.Name != "v1.0.12" {
			t.Errorf("%+v after %+v: each ships more than the one before", r, known.Entries[max(i-1, 0)])
		}
	}
	for _, tag := range []string{"HEAD", "v1.0.0", "nothing"} {
		if known := releasesOf(t, dir, tag, hazards{}); len(known.Entries) > 0 {
			t.Errorf("%s: %+v", tag, known)
		}
	}
}

// The scale of changes has measured the newest: releases of these cost nothing, and all of them count.
func TestReleased_MeasuredChangesAreNotReadAgain(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	for n := range 30 {
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 2\nX\n", 1700000000+n*86400)
		fmt.Fprintf(&s, "M 644 inline f%d.go\ndata 10\npackage a\n\nreset refs/tags/v1.0.%d\nfrom refs/heads/main\n\n", n, n)
	}
	dir := gittest.Import(t, s.String())
	measured := hazards{}
	changes, _, err := shipped(t.Context(), dir, span{"v1.0.0", "main"})
	if err != nil || len(changes) != 29 {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for _, sha := range changes {
		measured[sha] = 7
	}
	known := releasesOf(t, dir, "v1.0.29", measured)
	if n := len(known.Entries); n != 28 || known.Entries[0].Hazard != 7 || known.Entries[27].Hazard != 7 {
		t.Errorf("%d releases, want 28 by what is measured: %+v", n, known.Entries)
	}
}

// Diffs of thousands of changes take longer than a scale is worth, and fewer releases than 20 make none.
func TestReleased_TooMuchToReadIsNotRead(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	for n := range 3 * (maxShipped/2 + 1) {
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 2\nX\n\n", 1700000000+n*60)
		if n%(maxShipped/2+1) == 0 {
			fmt.Fprintf(&s, "reset refs/tags/v1.0.%d\nfrom refs/heads/main\n\n", n/(maxShipped/2+1))
		}
	}
	fmt.Fprint(&s, "reset refs/tags/v1.0.3\nfrom refs/heads/main\n\n")
	dir, measured := gittest.Import(t, s.String()), hazards{}
	if known := releasesOf(t, dir, "v1.0.3", measured); len(known.Entries) > 0 || len(measured) > 0 {
		t.Errorf("%d releases of %d measured changes", len(known.Entries), len(measured))
	}
}

func releasesOf(t *testing.T, dir, tag string, measured hazards) yardstick.Releases {
	t.Helper()
	known, err := releasesBefore(t.Context(), &checkout{dir: dir, tag: tag}, measured)
	if err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	return known
}
