// Package pullrequest analyzes a pull request: it measures the diff, has the model review it, and shows the findings as annotations and,
// if something needs action, in one comment.
package pullrequest

import (
	"context"
	"encoding/json"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
)

// Kind is the analysis of pull requests.
type Kind struct {
	Cache *source.Cache // nil: nothing is cached
}

var _ kind.Kind = (*Kind)(nil)

// maxCalls bounds the requests for one pull request: 30 pages of files, the default branch's files, the pull request twice, the recent pull
// requests, three for the change's surroundings, and the history, in parts if it is too large for one request.
const maxCalls = 68

// Handles accepts events that name a pull request.
func (*Kind) Handles(e event.Event) bool {
	return e.Subject.Kind == Name && e.Subject.Number > 0
}

// Resolve reads the pull request.
func (k *Kind) Resolve(ctx context.Context, r kind.Request) (kind.Subject, kind.Measurer, error) {
	r.GitHub = r.GitHub.Limited(maxCalls)
	number := r.Event.Subject.Number
	pull, err := r.GitHub.PullRequest(ctx, number)
	if err != nil {
		return kind.Subject{}, nil, err
	}
	s := kind.Subject{
		Subject: analysis.Subject{Kind: Name, Number: number, Ref: pull.GetBase().GetRef()},
		HeadSHA: pull.GetHead().GetSHA(), BaseSHA: pull.GetBase().GetSHA(),
		URL: pull.GetHTMLURL(), UpdatedAt: pull.GetUpdatedAt().UTC(),
	}
	switch {
	case pull.GetMerged():
		s.EndedReason = "merged"
		author := pull.GetUser()
		s.Merged = &kind.Merge{At: pull.GetMergedAt().UTC(), Author: author.GetNodeID(), Bot: author.GetType() == "Bot"}
	case pull.GetState() != "open":
		s.EndedReason = "closed"
	default:
		fix := change.SaysFix(pull.GetTitle())
		s.Fix = &fix
		if err := decide(ctx, r.GitHub, pull, r.Settings.Repository.Reviews, &s); err != nil {
			return kind.Subject{}, nil, err
		}
	}
	return s, func(ctx context.Context, a *analysis.Analysis, before kind.Before) (kind.Measured, error) {
		return k.measure(ctx, r, pull, a, before)
	}, nil
}

func (k *Kind) measure(
	ctx context.Context, r kind.Request, pull *github.PullRequest, a *analysis.Analysis, before kind.Before,
) (kind.Measured, error) {
	m, err := recall(before.Ledger, r.Event)
	if err != nil {
		return kind.Measured{}, err
	}
	patches, unlisted, err := r.GitHub.Files(ctx, a.Subject.Number)
	if err != nil {
		return kind.Measured{}, err
	}
	src := source.At(r.GitHub, pull.GetHead().GetSHA(), k.Cache)
	set := settings.Of(a.Settings).Repository
	said, err := base(ctx, src, pull, patches, set)
	if err != nil {
		return kind.Measured{}, err
	}
	facts := said.Measure(patches)
	facts.AddUnlisted(unlisted)
	facts.Guards = append(facts.Guards, sensitive(patches, set.Paths)...)
	facts.Fix = change.SaysFix(pull.GetTitle())
	if facts.Source.Files > 0 { // otherwise there is no score
		if facts.History, err = history(ctx, src, pull, patches); err != nil {
			return kind.Measured{}, err
		}
		facts.Siblings = siblings(said.Recent, pull, facts)
	}
	risk := risk.Assess(facts)
	if a.Scale != nil {
		risk = a.Scale.Place(risk)
	}
	unread, read := m.unread(patches)
	head, target := pull.GetHead(), pull.GetBase()
	depth := effort(set, risk.Level, before.Thrifty)
	request, coverage, err := prompt.PullRequest(prompt.Input{
		AnalysisID:     a.ID,
		Kind:           Name,
		Repository:     a.Repository.FullName(),
		Number:         a.Subject.Number,
		Title:          pull.GetTitle(),
		Body:           pull.GetBody(),
		Author:         pull.GetUser().GetLogin(),
		BaseRef:        target.GetRef(),
		HeadRef:        head.GetRef(),
		FromFork:       head.GetRepo().GetID() != target.GetRepo().GetID(),
		Facts:          facts,
		Risk:           risk,
		Patches:        unread,
		ReadBefore:     read,
		Open:           m.open(),
		Truncated:      unlisted.Files > 0,
		Surroundings:   surroundings(ctx, src, said.MergeBase, unread),
		ResponseSchema: schema.Portable(),
		Window:         prompt.Window(a.Window),
		Ignored:        set.Paths.Ignores,
		Guidance:       guidance(set, said.Base, patches),
		Issues:         issues(said.Issues),
		FailedChecks:   failedChecks(said.Failed),
		MaxFindings:    set.Findings.Max,
		Effort:         depth,
		MaxTokens:      before.MaxTokens(depth),
		Language:       set.LanguageName(),
		Without:        set.Findings.Without,
	})
	if err != nil {
		return kind.Measured{}, err
	}
	if coverage.Surroundings == nil {
		coverage.Surroundings = &analysis.Surroundings{Unread: true}
	}
	coverage.Guidelines = guidelineFiles(set, said.Base)
	measured := kind.Measured{Facts: &facts, Risk: &risk, Coverage: &coverage}
	measured.Configuration = configuration(a.Repository.Name, patches)
	code := ledger.Read(patches)
	if measured.Context, err = request.Verified(m.claims(code), before.MaxTokens(depth)); err != nil {
		return kind.Measured{}, err
	}
	if measured.Digests, err = json.Marshal(code); err != nil {
		return kind.Measured{}, err
	}
	measured.Result, err = m.answer(unread)
	return measured, err
}
