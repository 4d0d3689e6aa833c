package event

import (
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// reader fills in the subject of one of GitHub's events. It reports false for an object that we ignore.
type reader func(*payload, *Event) (bool, error)

// handled is one of GitHub's events with the actions that are not ignored.
type handled struct {
	read    reader
	actions []string
}

var events = map[string]handled{
	"create":                     {readCreate, []string{""}}, // without an action, like push
	"deployment_protection_rule": {readProtectionRule, []string{"requested"}},
	"pull_request": {readPullRequest, []string{
		"opened", "synchronize", "reopened", "ready_for_review", "edited", "closed", "converted_to_draft",
	}},
	"pull_request_review_thread": {readReviewThread, []string{"resolved", "unresolved"}},
	"push":                       {readPush, []string{""}},
	"merge_group":                {readMergeGroup, []string{"checks_requested", "destroyed"}},
	"release":                    {readRelease, []string{"created", "prereleased", "published", "released", "edited", "deleted"}},
	"check_run":                  {readCheckRun, []string{"rerequested", "requested_action"}},
	"check_suite":                {readCheckSuite, []string{"rerequested"}},
	"issue_comment":              {readIssueComment, []string{"created"}},
	"installation":               {readInstallation, []string{"created", "deleted", "new_permissions_accepted", "suspend", "unsuspend"}},
	"installation_repositories":  {readInstallationRepositories, []string{"added", "removed"}},
	"repository":                 {readRepository, []string{"archived", "deleted", "renamed", "transferred", "unarchived"}},
}

// Handles reports whether Parse may accept a payload of GitHub's event with that action.
func Handles(name, action string) bool { return slices.Contains(events[name].actions, action) }

// Parse converts a GitHub payload to an Event, whose JSON is smaller than MaxBytes. name and delivery are the headers X-GitHub-Event and
// X-GitHub-Delivery. It reports false for events that we ignore: unknown events and actions, and check runs of other Apps. The error is a
// *SyntaxError or a *FieldError.
func Parse(name, delivery string, body []byte, receivedAt time.Time) (Event, bool, error) {
	one, known := events[name]
	if !known {
		return Event{}, false, decode(body, new(struct{}))
	}
	var p payload
	if err := decode(body, &p); err != nil {
		return Event{}, false, err
	}
	if !Handles(name, p.Action) {
		return Event{}, false, nil
	}
	e := Event{
		Schema:         Schema,
		Delivery:       delivery,
		Event:          name,
		Action:         p.Action,
		ReceivedAt:     receivedAt.UTC(),
		InstallationID: p.Installation.ID,
	}
	if wanted, err := one.read(&p, &e); err != nil || !wanted {
		return Event{}, false, err
	}
	if !isDelivery(delivery) {
		return Event{}, false, &FieldError{Field: "X-GitHub-Delivery"}
	}
	if e.InstallationID <= 0 {
		return Event{}, false, &FieldError{Field: "installation"}
	}
	e.Sender = p.Sender.bounded()
	e.Intent = intentOf(e)
	return e, true, nil
}

// readPullRequest accepts what starts or stops the analysis of a pull request.
func readPullRequest(p *payload, e *Event) (bool, error) {
	if p.Action == "edited" && p.Changes.Base == nil && p.Changes.Title == nil { // a new text does not change the measurements
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

// readCheckRun accepts "Re-run" and the buttons on our check runs. GitHub sends every App the check runs of all Apps.
func readCheckRun(p *payload, e *Event) (bool, error) {
	run := &p.CheckRun
	if p.Action == "requested_action" {
		var known bool
		if e.Command, known = buttons[p.RequestedAction.Identifier]; !known || p.Sender.Type != "User" {
			return false, nil
		}
		if e.Command.SenderID = p.Sender.ID; e.Command.SenderID <= 0 || !isName(p.Sender.Login) {
			return false, &FieldError{Field: "sender"}
		}
	}
	if len(run.ExternalID) > maxExternalID {
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

// readCheckSuite accepts "Re-run all checks". The number stays 0 if GitHub names several pull requests, or none, as for forks.
func readCheckSuite(p *payload, e *Event) (bool, error) {
	suite := &p.CheckSuite
	if !isSHA(suite.HeadSHA) {
		return false, &FieldError{Field: "check_suite.head_sha"}
	}
	e.HeadSHA = suite.HeadSHA
	e.Subject = analysis.Subject{Kind: pullRequestKind, Number: numberIn(suite.PullRequests, p.Repository.ID)}
	return true, setRepository(p, e)
}

// readInstallation accepts the beginning and the end of an installation. Dispatch lists its repositories, because an Event has no room for
// all names.
func readInstallation(p *payload, e *Event) (bool, error) {
	if p.Action == "created" {
		e.Subject.Kind, e.Since = repositoryKind, e.ReceivedAt
	}
	return true, nil
}

// readInstallationRepositories accepts repositories added to or removed from an installation. Dispatch lists the current ones.
func readInstallationRepositories(p *payload, e *Event) (bool, error) {
	if p.Action == "added" {
		e.Subject.Kind, e.Since = repositoryKind, e.ReceivedAt
	}
	return true, nil
}

// readRepository accepts the end of a repository and changes of its name, owner and state. Such events have no subject.
func readRepository(p *payload, e *Event) (bool, error) {
	return true, setRepository(p, e)
}

// numberIn returns the number of the only pull request into this repository, 0 if there is none or more than one. GitHub also lists pull
// requests with the same head into a fork or its parent.
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
		DefaultBranch: branchOrNone(r.DefaultBranch),
		Private:       r.Private,
	}
	return nil
}
