package event

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// reader fills in what one kind of GitHub event says of its subject. It reports false where the action, or the object, is
// nothing to us.
type reader func(*payload, *Event) (bool, error)

var readers = map[string]reader{
	"create":                     readCreate,
	"deployment_protection_rule": readProtectionRule,
	"pull_request":               readPullRequest,
	"release":                    readRelease,
	"check_run":                  readCheckRun,
	"check_suite":                readCheckSuite,
	"installation":               readInstallation,
	"installation_repositories":  readInstallationRepositories,
	"repository":                 readRepository,
}

// Parse makes an Event of a GitHub payload. name and delivery are the headers X-GitHub-Event and X-GitHub-Delivery. It reports
// false for what we have no use for: an unknown event, another action, somebody else's check run. The error is a *SyntaxError or
// a *FieldError. An Event that Parse reports true for has JSON of less than MaxBytes.
func Parse(name, delivery string, body []byte, receivedAt time.Time) (Event, bool, error) {
	read, known := readers[name]
	if !known {
		return Event{}, false, decode(body, new(struct{}))
	}
	var p payload
	if err := decode(body, &p); err != nil {
		return Event{}, false, err
	}
	e := Event{
		Schema:         Schema,
		Delivery:       delivery,
		Event:          name,
		Action:         p.Action,
		ReceivedAt:     receivedAt.UTC(),
		InstallationID: p.Installation.ID,
	}
	if wanted, err := read(&p, &e); err != nil || !wanted {
		return Event{}, false, err
	}
	if !isDelivery(delivery) {
		return Event{}, false, &FieldError{Field: "X-GitHub-Delivery"}
	}
	if e.InstallationID <= 0 {
		return Event{}, false, &FieldError{Field: "installation"}
	}
	e.Sender = sender(p.Sender)
	e.Intent = intentOf(e)
	return e, true, nil
}

// readPullRequest keeps what starts an analysis of a pull request and what stops it.
func readPullRequest(p *payload, e *Event) (bool, error) {
	switch p.Action {
	case "opened", "synchronize", "reopened", "ready_for_review", "closed", "converted_to_draft":
	case "edited":
		if p.Changes.Base == nil { // a new title or text changes nothing that is measured
			return false, nil
		}
	default:
		return false, nil
	}
	pr := &p.PullRequest
	switch {
	case pr.Number <= 0:
		return false, &FieldError{Field: "pull_request.number"}
	case !isSHA(pr.Head.SHA):
		return false, &FieldError{Field: "pull_request.head.sha"}
	case !isSHA(pr.Base.SHA):
		return false, &FieldError{Field: "pull_request.base.sha"}
	case pr.UpdatedAt.IsZero():
		return false, &FieldError{Field: "pull_request.updated_at"}
	}
	e.Subject = analysis.Subject{Kind: pullRequestKind, Number: pr.Number}
	e.HeadSHA, e.BaseSHA, e.UpdatedAt = pr.Head.SHA, pr.Base.SHA, pr.UpdatedAt.UTC()
	return true, setRepository(p, e)
}

// readCheckRun keeps "Re-run" on a check run of ours. GitHub sends every App the check runs of all Apps.
func readCheckRun(p *payload, e *Event) (bool, error) {
	run := &p.CheckRun
	if p.Action != "rerequested" || len(run.ExternalID) > maxExternalID {
		return false, nil
	}
	id, _, ours := analysis.ParseExternalID(run.ExternalID)
	kind := analysis.KindOf(id)
	if !ours || kind == "" || !analysis.IsCheckName(run.Name) {
		return false, nil
	}
	switch {
	case run.ID <= 0:
		return false, &FieldError{Field: "check_run.id"}
	case !isSHA(run.HeadSHA):
		return false, &FieldError{Field: "check_run.head_sha"}
	}
	e.AnalysisID, e.HeadSHA = id, run.HeadSHA
	e.Subject = analysis.Subject{Kind: kind, CheckRunID: run.ID}
	if kind == pullRequestKind {
		e.Subject.Number = numberIn(run.PullRequests, p.Repository.ID)
	}
	return true, setRepository(p, e)
}

// readCheckSuite keeps "Re-run all checks". The number stays 0 where GitHub names no pull request, as for forks, or several.
func readCheckSuite(p *payload, e *Event) (bool, error) {
	suite := &p.CheckSuite
	if p.Action != "rerequested" {
		return false, nil
	}
	if !isSHA(suite.HeadSHA) {
		return false, &FieldError{Field: "check_suite.head_sha"}
	}
	e.HeadSHA = suite.HeadSHA
	e.Subject = analysis.Subject{Kind: pullRequestKind, Number: numberIn(suite.PullRequests, p.Repository.ID)}
	return true, setRepository(p, e)
}

// readInstallation keeps what stops everything of an installation, which has neither repository nor subject, and what asks for all
// of its repositories, which has a subject's kind alone: an Event has no room for their names.
func readInstallation(p *payload, e *Event) (bool, error) {
	if p.Action == "created" {
		e.Subject.Kind = repositoryKind
	}
	return p.Action == "created" || p.Action == "deleted" || p.Action == "suspend", nil
}

// readInstallationRepositories keeps that an installation got repositories; which they are, its list tells.
func readInstallationRepositories(p *payload, e *Event) (bool, error) {
	e.Subject.Kind = repositoryKind
	return p.Action == "added", nil
}

// readRepository keeps what stops everything of a repository: such an event has no subject.
func readRepository(p *payload, e *Event) (bool, error) {
	if p.Action != "deleted" {
		return false, nil
	}
	return true, setRepository(p, e)
}

// numberIn picks the pull request that is this repository's own: GitHub lists every one with that head, also those that ask a fork
// or its parent. 0 if there is none, or more than one.
func numberIn(pulls []pullRequest, repositoryID int64) int {
	number := 0
	for _, pull := range pulls {
		switch {
		case pull.Base.Repo.ID != repositoryID || pull.Number <= 0:
		case number != 0:
			return 0
		default:
			number = pull.Number
		}
	}
	return number
}

func setRepository(p *payload, e *Event) error {
	r := &p.Repository
	switch {
	case r.ID <= 0:
		return &FieldError{Field: "repository"}
	case !isName(r.Owner.Login):
		return &FieldError{Field: "repository.owner.login"}
	case !isName(r.Name):
		return &FieldError{Field: "repository.name"}
	}
	e.Repository = analysis.Repository{
		ID:            r.ID,
		Owner:         r.Owner.Login,
		Name:          r.Name,
		DefaultBranch: branch(r.DefaultBranch),
		Private:       r.Private,
	}
	return nil
}
