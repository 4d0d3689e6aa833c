package kinds_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

const head = "6dcb09b5b57875f334f61aebed695e2e4193db5e"

func pull(number int) analysis.Subject {
	return analysis.Subject{Kind: pullrequest.Name, Number: number}
}

func TestCheckRun_NamesStayTheSame(t *testing.T) {
	t.Parallel()
	want := map[analysis.Kind]string{
		pullrequest.Name:  "DevPlus",
		releaserisk.Name:  "DevPlus: release risk",
		releasenotes.Name: "DevPlus: release notes",
		repository.Name:   "DevPlus: repository",
	}
	got := map[analysis.Kind]string{}
	for _, kind := range kindtest.Names() {
		got[kind] = kindtest.Of(kind).CheckName
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("branch protection waits for other names (-want +got):\n%s", diff)
	}
}

// Stored analyses and check runs carry these: another derivation would lose them all.
func TestIdentity_StaysTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		repository int64
		subject    analysis.Subject
		head, want string
	}{
		{1296269, pull(1347), head, "pull_request-1296269-b895a90d348c528cb824"},
		{1296269, pull(1347), strings.ToUpper(head), "pull_request-1296269-b895a90d348c528cb824"},
		{1296269, pull(1348), head, "pull_request-1296269-c9c1017a00abb24f1617"},
		{1296269, pull(1347), strings.Repeat("0", 40), "pull_request-1296269-d284023bc71eae88cc7d"},
		{1, analysis.Subject{Kind: releaserisk.Name, Tag: "v1.2.0"}, head, "release_risk-1-6a4cdae8c2dda7d0ab28"},
		{1, analysis.Subject{Kind: releaserisk.Name, Environment: "production", RunID: 9, RunAttempt: 1, DeploymentID: 3}, head, "release_risk-1-76b1b783a2041487f0e6"},
		{1, analysis.Subject{Kind: releasenotes.Name, Tag: "v1.2.0", ReleaseID: 7}, head, "release_notes-1-c92f15ed44c889ff11c8"},
		{1, analysis.Subject{Kind: repository.Name, Ref: "main"}, head, "repository-1-59cce5bcb5e2106dd664"},
		{math.MaxInt64, pull(math.MaxInt32), strings.Repeat("f", 64), "pull_request-9223372036854775807-d806f65b248554624796"},
	} {
		got := kindtest.ID(c.repository, c.subject, c.head)
		if got != c.want {
			t.Errorf("ID(%d, %+v, %s) = %s, want %s", c.repository, c.subject, c.head, got, c.want)
		}
		if !regexp.MustCompile(`^[a-z0-9_-]{1,63}$`).MatchString(got) {
			t.Errorf("%s is no label value", got)
		}
	}
}

// Two subjects under one ID would overwrite each other's analysis: a retried deployment, a tag named like an environment.
func TestIdentity_DistinguishesSubjectsOfOneHead(t *testing.T) {
	t.Parallel()
	deployment := func(environment string, run int64, attempt int) analysis.Subject {
		return analysis.Subject{Kind: releaserisk.Name, Environment: environment, RunID: run, RunAttempt: attempt}
	}
	seen := map[string]analysis.Subject{}
	for _, s := range []analysis.Subject{
		{Kind: releaserisk.Name, Tag: "v1"}, {Kind: releaserisk.Name, Tag: "v2"}, {Kind: releaserisk.Name},
		deployment("production", 1, 1), deployment("production", 1, 2), deployment("production", 2, 1), deployment("staging", 1, 1),
		deployment("production 1", 1, 1), deployment("v1", 1, 1), {Kind: releaserisk.Name, Tag: "production 1 1"},
		{Kind: releasenotes.Name, Tag: "v1"}, {Kind: releasenotes.Name, Tag: "v2"},
		{Kind: repository.Name},
		pull(1), pull(2),
	} {
		id := kindtest.ID(1, s, head)
		if other, taken := seen[id]; taken {
			t.Errorf("%+v and %+v are both %s", s, other, id)
		}
		seen[id] = s
	}
}

func TestExternalID_OnlyOursIsParsed(t *testing.T) {
	t.Parallel()
	id := kindtest.ID(1, pull(2), head)
	for _, attempt := range []int{1, 2, 10, math.MaxInt32} {
		gotID, gotAttempt, ok := analysis.ParseExternalID(analysis.ExternalID(id, attempt))
		if gotID != id || gotAttempt != attempt || !ok {
			t.Errorf("attempt %d came back as %q, %d, %t", attempt, gotID, gotAttempt, ok)
		}
	}
	for _, garbage := range []string{
		"", ".", "x", "x.", ".1", "x.0", "x.-1", "x.+1", "x.01", "x.1.", "x.1.2", "x.1 ", "x. 1", "x.1e3", "x.0x1", "x.१",
		"x.99999999999999999999", strings.Repeat(".", 1<<16),
	} {
		if id, attempt, ok := analysis.ParseExternalID(garbage); ok || id != "" || attempt != 0 {
			t.Errorf("%.20q was parsed as %q, %d, %t", garbage, id, attempt, ok)
		}
	}
}
