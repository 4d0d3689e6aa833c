package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// tagKind is a kind made for this test: it names what a tag that is no version marks. This file is all that a kind takes.
type tagKind struct{}

var tagSchema = analysis.MustSchema([]byte(`{"type":"object","additionalProperties":false,"required":["name"],
	"properties":{"name":{"type":"string","minLength":1,"maxLength":40}}}`))

func (tagKind) Descriptor() kind.Descriptor {
	return kind.Descriptor{
		Name: "tag", CheckName: analysis.CheckName + ": tag", Flow: "ai-tag", Schema: tagSchema,
		Local: kind.LocalRelease, Sent: kind.Sent{Unit: "text", Text: "text"},
		Key: func(s analysis.Subject) string { return s.Tag }, SupersedesOlder: true,
	}
}

func (tagKind) Handles(e event.Event) bool { return e.Subject.Tag != "" && !e.IsRelease() }

func (tagKind) Resolve(ctx context.Context, r kind.Request) (kind.Subject, kind.Measurer, error) {
	tag, _, err := r.GitHub.Tags(ctx, r.Event.Subject.Tag, 1)
	if err != nil {
		return kind.Subject{}, nil, err
	}
	s := kind.Subject{Subject: analysis.Subject{Kind: "tag", Tag: r.Event.Subject.Tag}}
	if tag == nil {
		s.EndedReason = "the tag is gone"
		return s, nil, nil
	}
	s.HeadSHA = tag.SHA
	return s, func(_ context.Context, a *analysis.Analysis, _ kind.Before) (kind.Measured, error) {
		request, coverage, err := prompt.Build(prompt.Request{
			AnalysisID: a.ID, Kind: "tag", Facts: prompt.Trusted{}.Say("A tag."), Blocks: []prompt.Block{{Name: "tag", Text: a.Subject.Tag}},
			ResponseSchema: tagSchema.Portable(),
		})
		evidence, _ := json.Marshal(map[string]int{"letters": len(a.Subject.Tag)})
		return kind.Measured{Evidence: evidence, Coverage: &coverage, Context: request}, err
	}, nil
}

func (tagKind) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	p := render.Page{Title: page.PlainLine("7 letters"), Summary: []page.Section{page.Statement("Measured: %s", page.Code(string(a.Evidence)))}}
	if !reviewed {
		return p, nil
	}
	var result struct{ Name string }
	if err := json.Unmarshal(a.Result, &result); err != nil {
		return p, err
	}
	p.Summary = append(p.Summary, page.Statement("It marks %s.", w.Inline(result.Name)))
	return p, nil
}

func (tagKind) Publish(context.Context, kind.Publication) error { return nil }

// A kind that had to be named anywhere else would be lost there: not found when it is re-run, not validated, shown under another name.
func TestKind_IsOneFolderAndOneLine(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		dir, _ := taggedRepository(t, "")
		gittest.Run(t, dir, "tag", "nightly")
		r := newRigOn(t, cutAt, standin.Options{Dir: dir}, func(p *wiring.Parts) {
			p.Kinds = append(kinds.All(p.Store, p.Now), tagKind{}) // the line
		})
		payload, err := r.gh.CreatePayload("tag", "nightly")
		r.deliver("create", payload, err)
		r.settle(`{"name":"the night's build"}`)
		return r
	}
	whole := cutAnywhere(t, play, func(r *rig) {
		head, err := r.gh.Head()
		r.must(err)
		id := tagKind{}.Descriptor().Identity(r.gh.Options().RepositoryID, analysis.Subject{Tag: "nightly"}).ID(head)
		a, err := r.db.Analysis(r.t.Context(), id)
		if err != nil || a.State != analysis.Published || a.Kind != "tag" || a.Settings == nil {
			r.t.Fatalf("%+v, %v", a, err)
		}
		runs := r.gh.CheckRuns()
		if len(runs) != 1 || runs[0].Name != "DevPlus: tag" || runs[0].Conclusion != "neutral" || !strings.Contains(runs[0].Summary, "the night's build") {
			r.t.Errorf("check runs %+v", runs)
		}
	})

	// A re-run finds the kind by the check run alone, and an answer that breaks its schema is refused.
	shown := whole.gh.CheckRuns()[0]
	payload, err := whole.gh.CheckRunPayload("rerequested", shown.ID)
	whole.deliver("check_run", payload, err)
	for len(whole.queue) > 0 {
		whole.step()
	}
	x := whole.flows.running()
	if x == nil || x.inputs["attempt"] != "2" {
		t.Fatalf("the re-run started %+v", x)
	}
	for _, title := range []string{"the night's build", "tonight's build"} {
		whole.answer(x, `{"title":"`+title+`"}`)
	}
	whole.settle("{}")
	a, err := whole.db.Analysis(t.Context(), x.inputs["analysis_id"])
	if err != nil || a.Attempt != 2 || !strings.Contains(a.Degraded, "unusable") {
		t.Errorf("after two refused answers: %+v, %v", a, err)
	}
}
