// Package doctor finds faults that keep an installation from working: it reads from Google Cloud and GitHub, changes nothing, and returns
// each fault with the command that fixes it. It is a command and not part of /health, which anybody may call, because its answers reveal
// faults, and a run costs dozens of requests and a call of the model.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Options names the installation to examine, and the clients to use.
type Options struct {
	Project string
	Name    string       // the beginning of the resources' names, Terraform's variable "name"
	Google  *http.Client // authenticated for Google Cloud's APIs
	Plain   *http.Client // for the webhook and GitHub
}

// Finding is one fault.
type Finding struct {
	What    string // what is wrong, and its consequence
	Command string // fixes it
}

// Report is the result of one check.
type Report struct {
	Check    string
	Findings []Finding
	Skipped  string // why the check was skipped, if it was
}

// errSkip ends a check that can't run; it says why.
type errSkip struct{ why string }

func (e *errSkip) Error() string { return e.why }

func skip(format string, args ...any) error { return &errSkip{fmt.Sprintf(format, args...)} }

// Examine runs all checks, and passes on each report as it arrives. Later checks use data of earlier ones.
func Examine(ctx context.Context, options Options, report func(Report)) {
	p := &patient{Options: options}
	checks := []struct {
		name string
		look func(context.Context) ([]Finding, error)
	}{
		{"project", p.project},
		{"APIs", p.apis},
		{"functions", p.functions},
		{"secrets", p.secrets},
		{"callers", p.callers},
		{"Firestore", p.firestore},
		{"Pub/Sub", p.pubsub},
		{"schedule", p.schedule},
		{"webhook", p.webhook},
		{"GitHub App", p.app},
		{"Kestra", p.kestra},
		{"model", p.model},
	}
	for _, check := range checks {
		findings, err := check.look(ctx)
		r := Report{Check: check.name, Findings: findings}
		var skipped *errSkip
		var failed *apiError
		switch {
		case errors.As(err, &skipped):
			r.Skipped = skipped.why
		case errors.As(err, &failed):
			r.Findings = append(r.Findings, p.explain(failed))
		case err != nil:
			r.Findings = append(r.Findings, Finding{err.Error(), "go run ./functions/local doctor -project " + p.Project})
		}
		report(r)
		if check.name == "project" && len(r.Findings) > 0 {
			return // nothing else can be read
		}
	}
}

// patient is the installation under examination, as far as it was read.
type patient struct {
	Options

	deployed map[string]function // by folder: webhook, dispatch, …
	engine   *service            // Kestra's; nil for none
}

// explain turns a refusal of Google's into a finding.
func (p *patient) explain(e *apiError) Finding {
	switch {
	case e.reason == "SERVICE_DISABLED":
		return Finding{
			"the API " + e.service + " is disabled", fmt.Sprintf("gcloud services enable %s --project=%s", e.service, p.Project),
		}
	case e.code == http.StatusUnauthorized:
		return Finding{"Google Cloud does not accept the credentials: " + e.message, "gcloud auth application-default login"}
	case e.code == http.StatusForbidden:
		return Finding{
			"you may not look: " + e.message,
			fmt.Sprintf("gcloud projects add-iam-policy-binding %s --member=user:$(gcloud config get account) --role=roles/viewer --condition=None", p.Project),
		}
	}
	return Finding{e.Error(), "terraform apply"}
}

// account returns the address of one of the installation's service accounts.
func (p *patient) account(name string) string {
	return fmt.Sprintf("%s-%s@%s.iam.gserviceaccount.com", p.Name, name, p.Project)
}

// functionNames are the folders of the deployed functions.
var functionNames = []string{"webhook", "dispatch", "callback", "publish", "reconcile", "report"}

// region returns the region of the functions.
func (p *patient) region() (string, error) {
	for _, name := range functionNames {
		if f, ok := p.deployed[name]; ok {
			return f.region(), nil
		}
	}
	return "", skip("no function is deployed")
}

func granted(bindings []binding, role, member string) bool {
	return slices.ContainsFunc(bindings, func(b binding) bool { return b.Role == role && slices.Contains(b.Members, member) })
}

func join(names []string) string { return strings.Join(names, ", ") }
