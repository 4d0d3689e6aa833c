package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/packed"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/wiring"
)

// stored returns every document as JSON, what is packed in it unpacked.
func (r *rig) stored() map[store.Key]string {
	r.t.Helper()
	all := map[store.Key]string{}
	for _, c := range store.Collections() {
		ids, err := r.db.List(r.t.Context(), c.CollectionName(), "", "", 10_000)
		r.must(err)
		for _, id := range ids {
			read, err := r.db.Read(r.t.Context(), []store.Key{{Collection: c.CollectionName(), ID: id}})
			r.must(err)
			var fields map[string]any
			r.must(read[0].Fields(&fields))
			text, err := json.Marshal(unpacked(fields))
			r.must(err)
			all[read[0].Key] = string(text)
		}
	}
	return all
}

func unpacked(fields map[string]any) map[string]any {
	for name, v := range fields {
		text, isText := v.(string)
		if !isText {
			continue
		}
		var data []byte
		if json.Unmarshal(fmt.Appendf(nil, "%q", text), &data) != nil {
			continue
		}
		var inner any
		if packed.Unpack(data, &inner) == nil && inner != nil {
			fields[name] = inner
		} else if bytes.ContainsAny(data, "{ ") {
			fields[name] = string(data)
		}
	}
	return fields
}

// left are the documents that belong to the repository or contain a word of it.
func (r *rig) left() (keys []string) {
	o := r.gh.Options()
	words := []string{o.Owner, o.Name, fmt.Sprint(o.RepositoryID), head, "Limit it", "main.go", "octocat"}
	for key, text := range r.stored() {
		if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(key.ID+text, word) }) {
			keys = append(keys, key.String())
		}
	}
	slices.Sort(keys)
	return keys
}

// lived is a rig whose store has something in most collections: a pull request with a finding, a release, a report, commands, settings.
func lived(t *testing.T) *rig {
	t.Helper()
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.KeepsDays = 7 })
	r.configure("language: de\n", "")
	r.everything()
	return r
}

// An administrator's word must leave nothing of the repository in the store, and tell when that is done.
func TestSlashForget_LeavesNothingOfTheRepository(t *testing.T) {
	t.Parallel()
	r := lived(t)
	if n := len(r.left()); n < 5 {
		t.Fatalf("only %v is stored: the test sees too little", r.left())
	}
	r.must(r.gh.Push(1, head2, limit("var limit = 11")...))
	r.pull("synchronize")
	for len(r.queue) > 0 {
		r.step()
	}
	running := r.flows.running()
	if running == nil {
		t.Fatal("no review is under way")
	}
	id := r.says("octocat", "/devplus forget CONFIRM")
	for len(r.queue) > 0 {
		r.step()
	}
	r.wantReactions(id, "eyes", "+1")
	all := r.replies(1)
	if len(all) != 1 || !strings.Contains(all[0], "was deleted at ") || !strings.Contains(all[0], "and what its reviews sent to Kestra by ") || strings.Contains(all[0], "reviews in Kestra") ||
		!strings.Contains(all[0], "- for 7 days, that this command was carried out;") {
		t.Errorf("answers: %q", all)
	}
	if kept := r.flows.kept(); len(kept) != 0 {
		t.Errorf("%d executions are kept in Kestra", len(kept))
	}
	own := store.CommandsOf.Key(store.CommandsID(r.gh.Options().RepositoryID, 1))
	if left := r.left(); !slices.Equal(left, []string{own.String()}) {
		t.Errorf("left: %v", left)
	}
	said := r.stored()[own]
	if strings.Contains(said, "octocat") || strings.Contains(said, head) {
		t.Errorf("left of the command: %s", said)
	}
	if r.flows.running() != nil {
		t.Error("the review runs on")
	}
	if run := r.lastRun(); run.Status != "completed" || run.Conclusion != "cancelled" || !strings.Contains(run.Title, forgottenWords) {
		t.Errorf("%s %s: %s", run.Status, run.Conclusion, run.Title)
	}
	r.answer(running, clean) // too late: it is of nothing that is known
	r.settle(clean)
	if left := r.left(); len(left) != 1 {
		t.Errorf("left after a late answer: %v", left)
	}
}

const forgottenWords = "the repository was forgotten"

// While Kestra is away people read until when it keeps what; once it is back, what it had before is deleted, and nothing that came since.
func TestSlashForget_DeletesExecutionsWhenKestraIsBack(t *testing.T) {
	t.Parallel()
	r := lived(t)
	r.flows.answerWith(http.StatusServiceUnavailable)
	id := r.says("octocat", "/devplus forget CONFIRM")
	r.drain()
	r.wantReactions(id, "eyes")
	said := r.now.UTC()
	all := r.replies(1)
	if len(all) != 1 || !strings.Contains(all[0], "was deleted at ") || !strings.Contains(all[0], "By "+said.AddDate(0, 0, 8).Format("2 January 2006")+" its daily purge") {
		t.Errorf("while Kestra is away: %q", all)
	}
	had := len(r.flows.kept())
	if had == 0 {
		t.Fatal("Kestra had nothing")
	}
	r.flows.answerWith(0)
	r.flows.started = func(x *execution) { x.began = r.now.UTC().Format(time.RFC3339Nano) }
	r.must(r.gh.Push(1, head2, limit("var limit = 11")...))
	r.pull("synchronize")
	r.settle(clean)
	r.wantReactions(id, "eyes", "+1")
	if all := r.replies(1); len(all) != 1 || !strings.Contains(all[0], "and what its reviews sent to Kestra by ") {
		t.Errorf("once it is back: %q", all)
	}
	if kept := r.flows.kept(); len(kept) != 1 || r.lastRun().HeadSHA != head2 || r.lastRun().Status != "completed" {
		t.Errorf("%d of %d executions are kept, %s: %s", len(kept), had+1, r.lastRun().Status, r.lastRun().Title)
	}
	if _, err := r.db.Latest(t.Context(), "pull_request-"+fmt.Sprint(r.gh.Options().RepositoryID)+"-1"); err != nil {
		t.Errorf("what happened since is forgotten: %v", err)
	}
}

// Forgetting ends nothing but the past.
func TestSlashForget_GoesOnWithWhatComes(t *testing.T) {
	t.Parallel()
	r := lived(t)
	r.says("octocat", "/devplus forget CONFIRM")
	r.settle(clean)
	before := len(r.flows.executions())
	r.must(r.gh.Push(1, head2, limit("var limit = 11")...))
	r.pull("synchronize")
	r.settle(clean)
	if run := r.lastRun(); run.HeadSHA != head2 || run.Status != "completed" || len(r.flows.executions()) != before+1 {
		t.Errorf("%s at %s, %d reviews: %s", run.Status, run.HeadSHA, len(r.flows.executions())-before, run.Title)
	}
	if _, err := r.db.Configuration(t.Context(), fmt.Sprint("repository-", r.gh.Options().RepositoryID)); err != nil {
		t.Errorf("the settings' last valid version is not kept again: %v", err)
	}
}

// Write access must not be enough to delete the team's history, and nobody must delete it by mistake.
func TestSlashForget_TakesAnAdministratorAndTheWord(t *testing.T) {
	t.Parallel()
	r := lived(t)
	r.gh.Grant("mona", "maintain")
	before := r.left()
	for _, one := range []struct {
		by, said string
		want     []string
	}{
		{"mona", "/devplus forget CONFIRM", []string{"confused"}},
		{"stranger", "/devplus forget CONFIRM", []string{"confused"}},
		{"octocat", "/devplus forget", []string{"eyes", "confused"}},
		{"octocat", "/devplus forget confirm", []string{"eyes", "confused"}},
		{"octocat", "/devplus forget CONFIRM now", []string{"eyes", "confused"}},
		{"octocat", "/devplus forget \u200bCONFIRM", []string{"eyes", "confused"}},
	} {
		id := r.says(one.by, one.said)
		r.settle(clean)
		r.wantReactions(id, one.want...)
	}
	after := r.left()
	for _, key := range before {
		if !slices.Contains(after, key) {
			t.Errorf("%s was deleted", key)
		}
	}
	if all := r.replies(1); len(all) != 1 || !strings.Contains(all[0], "takes the word `CONFIRM`, in capitals") {
		t.Errorf("answers: %q", all)
	}
}

func TestSlashForget_CutAnywhere(t *testing.T) {
	t.Parallel()
	cutCommand(t, lived, "/devplus forget CONFIRM", func(r *rig) {
		r.wantReactions(r.said(), "eyes", "+1")
		if left := r.left(); len(left) != 1 || len(r.replies(1)) != 1 {
			r.t.Errorf("left: %v, answers %q", left, r.replies(1))
		}
	})
}
