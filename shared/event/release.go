package event

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
)

// readRelease accepts the creation and deletion of a release and changes to its commit. Several kinds of analyses handle such an event, so
// its subject names none.
func readRelease(p *payload, e *Event) (bool, error) {
	if p.Action == "edited" && p.Changes.TagName == nil && p.Changes.TargetCommitish == nil { // a new name or text does not change the commit
		return false, nil
	}
	r := &p.Release
	switch {
	case r.ID <= 0:
		return false, &FieldError{Field: "release.id"}
	case !isTitle(r.TagName):
		return false, &FieldError{Field: "release.tag_name"}
	}
	e.Subject = analysis.Subject{Tag: r.TagName, ReleaseID: r.ID, Ref: refOrNone(r.TargetCommitish)}
	return true, setRepository(p, e)
}

// readCreate accepts a new tag. It sets the action, which GitHub omits in this event only.
func readCreate(p *payload, e *Event) (bool, error) {
	if p.RefType != "tag" {
		return false, nil
	}
	if !isTitle(p.Ref) {
		return false, &FieldError{Field: "ref"}
	}
	e.Action = "created"
	e.Subject = analysis.Subject{Tag: p.Ref}
	return true, setRepository(p, e)
}

// readPush accepts new commits on the default branch. It sets the action, which GitHub omits.
func readPush(p *payload, e *Event) (bool, error) {
	branch, ok := strings.CutPrefix(p.Ref, "refs/heads/")
	if err := setRepository(p, e); err != nil {
		return false, err
	}
	if !ok || p.Deleted || branch != e.Repository.DefaultBranch {
		return false, nil
	}
	if !isSHA(p.After) {
		return false, &FieldError{Field: "after"}
	}
	e.Action, e.HeadSHA = "pushed", p.After
	e.Subject = analysis.Subject{Ref: branch}
	return true, nil
}

// callback matches the URL for the answer to a protection rule. It is the only place that has the run's ID; the URL itself is never used.
var callback = regexp.MustCompile(`/actions/runs/([0-9]{1,18})/deployment_protection_rule$`)

// readProtectionRule accepts a deployment that waits for our protection rule.
func readProtectionRule(p *payload, e *Event) (bool, error) {
	sha, run := p.SHA, callback.FindStringSubmatch(p.CallbackURL)
	if sha == "" { // GitHub Enterprise Server sends it only in the deployment
		sha = p.Deployment.SHA
	}
	switch {
	case !isTitle(p.Environment):
		return false, &FieldError{Field: "environment"}
	case run == nil:
		return false, &FieldError{Field: "deployment_callback_url"}
	case !isSHA(sha):
		return false, &FieldError{Field: "sha"}
	}
	id, err := strconv.ParseInt(run[1], 10, 64)
	if err != nil || id == 0 {
		return false, &FieldError{Field: "deployment_callback_url"}
	}
	e.HeadSHA = sha
	e.Subject = analysis.Subject{
		Kind: releaseRiskKind, Environment: p.Environment, RunID: id, DeploymentID: p.Deployment.ID, Ref: refOrNone(p.Ref),
	}
	return true, setRepository(p, e)
}
