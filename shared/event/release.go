package event

import (
	"regexp"
	"strconv"

	"github.com/devplus-app/devplus/shared/analysis"
)

// readRelease keeps what makes a release or changes what it releases. Several kinds of analyses want such an event, so its
// subject names none.
func readRelease(p *payload, e *Event) (bool, error) {
	switch p.Action {
	case "created", "prereleased", "published", "released", "deleted":
	case "edited":
		if p.Changes.TagName == nil && p.Changes.TargetCommitish == nil { // another name or text releases nothing else
			return false, nil
		}
	default:
		return false, nil
	}
	r := &p.Release
	switch {
	case r.ID <= 0:
		return false, &FieldError{Field: "release.id"}
	case !isTitle(r.TagName):
		return false, &FieldError{Field: "release.tag_name"}
	}
	e.Subject = analysis.Subject{Tag: r.TagName, ReleaseID: r.ID, Ref: reference(r.TargetCommitish)}
	return true, setRepository(p, e)
}

// readCreate keeps a new tag. GitHub gives this event no action, every other has one.
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

// callback is where the answer to a protection rule goes. The run's ID stands nowhere else; the URL itself is never used.
var callback = regexp.MustCompile(`/actions/runs/([0-9]{1,18})/deployment_protection_rule$`)

// readProtectionRule keeps a deployment that waits for our protection rule.
func readProtectionRule(p *payload, e *Event) (bool, error) {
	if p.Action != "requested" {
		return false, nil
	}
	sha, run := p.SHA, callback.FindStringSubmatch(p.CallbackURL)
	if sha == "" { // GitHub Enterprise Server sends it with the deployment only
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
		Kind: releaseRiskKind, Environment: p.Environment, RunID: id, DeploymentID: p.Deployment.ID, Ref: reference(p.Ref),
	}
	return true, setRepository(p, e)
}
