package firestore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	cloud "cloud.google.com/go/firestore"
	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

const id = "pull_request-1-0123456789abcdef0123"

// Index exemptions, TTL policies, queries and people in the console depend on these names.
func TestFields_NamesAndTypesInTheConsole(t *testing.T) {
	t.Parallel()
	client := emulator.FirestoreClient(t)
	s := firestore.New(client)
	now := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	tokens, cost := int64(0), 0.0
	_, a, err := s.Claim(t.Context(), "pull_request-1-2", id, func(p *analysis.Latest, a *analysis.Analysis) error {
		p.HeadSHA, p.BaseSHA, p.AnalysisID, p.Comment = "head", "base", a.ID, 3
		p.UpdatedAt, p.ExpireAt = now, now
		a.Kind, a.InstallationID = "pull_request", 4
		a.Repository = analysis.Repository{ID: 1, Owner: "octo", Name: "cat", DefaultBranch: "main"}
		a.Subject = analysis.Subject{Kind: "pull_request", Number: 2}
		a.HeadSHA, a.BaseSHA, a.URL = "head", "base", "https://github.com/octo/cat/pull/2"
		if err := a.Queue(now, "delivery", []byte(`{}`)); err != nil {
			return err
		}
		a.Facts, a.Coverage = &change.Facts{}, &analysis.Coverage{}
		a.Risk = &risk.Assessment{Score: 62.5, Level: change.High}
		a.Evidence = []byte(`{}`)
		a.Result = []byte(`{"findings":[{},{}]}`)
		a.Degraded, a.SkipReason, a.Failure, a.SupersededBy = "d", "s", "f", "b"
		a.Tries, a.Refusals, a.ExecutionID = 1, 1, "execution"
		a.Published = analysis.PublishedItems{CheckRunID: 5, CheckRunURL: "u", CommentID: 6}
		a.Usage = analysis.Usage{Model: "m", InputTokens: &tokens, OutputTokens: &tokens, Calls: 1, Parts: 1, Unanswered: 1, CostUSD: &cost}
		return a.Acquire(now, "owner")
	})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`
		attempt:int64 base_sha:string coverage:[]uint8 degraded:string deliveries:[]interface_{} due_at:time.Time event:[]uint8 evidence:[]uint8
		execution_id:string expire_at:time.Time facts:[]uint8 failure:string findings_count:int64 first_attempt:int64 head_sha:string
		history:[]uint8 installation_id:int64 kind:string lease.owner:string lease.until:time.Time published.check_run_id:int64
		published.check_run_url:string published.comment_id:int64 refusals:int64 repository.default_branch:string
		repository.id:int64 repository.name:string repository.owner:string repository.private:bool repository_name:string
		result:[]uint8 risk:[]uint8 risk_level:string risk_score:float64 skip_reason:string state:string subject.kind:string
		subject.number:int64 superseded_by:string times.queued:time.Time tries:int64 url:string usage.calls:int64
		usage.cost_usd:float64 usage.input_tokens:int64 usage.model:string usage.output_tokens:int64 usage.parts:int64
		usage.unanswered:int64`)
	data := read(t, client, "analyses/"+id)
	if diff := cmp.Diff(want, fields("", data)); diff != "" {
		t.Errorf("fields of an analysis (-want +got):\n%s", diff)
	}
	for field, value := range map[string]any{"repository_name": "octo/cat", "risk_score": 62.5, "risk_level": "high", "findings_count": int64(2)} {
		if data[field] != value {
			t.Errorf("%s is %v, want %v", field, data[field], value)
		}
	}
	want = strings.Fields(`analysis_id:string base_sha:string comment_id:int64 expire_at:time.Time head_sha:string updated_at:time.Time`)
	if diff := cmp.Diff(want, fields("", read(t, client, "latest/pull_request-1-2"))); diff != "" {
		t.Errorf("fields of the latest (-want +got):\n%s", diff)
	}

	if _, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error {
		*a = analysis.Analysis{ID: id, State: analysis.Failed}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"state:string"}, fields("", read(t, client, "analyses/"+id))); diff != "" {
		t.Errorf("fields of a cleared analysis (-want +got):\n%s", diff)
	}
}

func TestDue_OneBrokenDocumentHidesNoOther(t *testing.T) {
	t.Parallel()
	client := emulator.FirestoreClient(t)
	s := firestore.New(client)
	now := time.Now()
	if _, _, err := s.Claim(t.Context(), "pull_request-1-2", id, func(_ *analysis.Latest, a *analysis.Analysis) error {
		return a.Queue(now, "delivery", nil)
	}); err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]map[string]any{
		"wrong-type": {"due_at": now, "state": 7},
		"not-gzip":   {"due_at": now, "state": "queued", "history": []byte("plain")},
	} {
		if _, err := client.Doc("analyses/"+name).Set(t.Context(), document); err != nil {
			t.Fatal(err)
		}
	}
	due, err := s.Due(t.Context(), now.Add(time.Hour), 10)
	if err == nil || !strings.Contains(err.Error(), "wrong-type") || !strings.Contains(err.Error(), "not-gzip") {
		t.Errorf("error %v, want one that names both broken documents", err)
	}
	if len(due) != 1 || due[0].ID != id {
		t.Errorf("due: %v, want the one that can be read", due)
	}
}

// While versions are deployed one after the other, an older one must not delete what a newer one has written.
func TestVersions_NewerFieldsAreKept(t *testing.T) {
	t.Parallel()
	client := emulator.FirestoreClient(t)
	s := firestore.New(client)
	if _, err := client.Doc("analyses/"+id).Set(t.Context(), map[string]any{"state": "queued", "of_tomorrow": 1}); err != nil {
		t.Fatal(err)
	}
	a, err := s.Analysis(t.Context(), id)
	if err != nil || a.State != analysis.Queued {
		t.Fatalf("analysis %v, error %v, want it queued", a, err)
	}
	if _, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error { return a.Dispatch(time.Now()) }); err != nil {
		t.Fatal(err)
	}
	if data := read(t, client, "analyses/"+id); data["of_tomorrow"] != int64(1) || data["state"] != "dispatched" {
		t.Errorf("after an update: %v", data)
	}
}

func read(t *testing.T, client *cloud.Client, path string) map[string]any {
	t.Helper()
	snapshot, err := client.Doc(path).Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.Data()
}

// fields lists all fields as "path:type", sorted.
func fields(prefix string, data map[string]any) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if nested, ok := data[name].(map[string]any); ok {
			all = append(all, fields(prefix+name+".", nested)...)
			continue
		}
		all = append(all, prefix+name+":"+strings.ReplaceAll(fmt.Sprintf("%T", data[name]), " ", "_"))
	}
	return all
}
