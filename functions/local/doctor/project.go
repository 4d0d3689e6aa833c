package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (p *patient) project(ctx context.Context) ([]Finding, error) {
	var project struct{ State string }
	err := p.get(ctx, "https://cloudresourcemanager.googleapis.com/v3/projects/"+p.Project, &project)
	var failed *apiError
	switch {
	case errors.As(err, &failed) && failed.reason == "" && (failed.code == http.StatusForbidden || failed.code == http.StatusNotFound):
		return []Finding{{
			fmt.Sprintf("there is no project %s that these credentials may see: another project, or another account", p.Project),
			"gcloud auth application-default login && gcloud projects list",
		}}, nil
	case err != nil:
		return nil, err
	case project.State != "ACTIVE":
		return []Finding{{"the project is " + project.State, "gcloud projects undelete " + p.Project}}, nil
	}
	return nil, nil
}

// required are the APIs that every installation needs. Terraform enables these and, for Kestra,
// more.
var required = []string{
	"artifactregistry", "cloudbuild", "cloudfunctions", "cloudscheduler", "firestore", "iam", "logging", "monitoring", "pubsub", "run", "secretmanager", "storage",
}

func (p *patient) apis(ctx context.Context) ([]Finding, error) {
	query := url.Values{}
	for _, name := range required {
		query.Add("names", fmt.Sprintf("projects/%s/services/%s.googleapis.com", p.Project, name))
	}
	var answer struct {
		Services []struct {
			State  string
			Config struct{ Name string }
		}
	}
	if err := p.get(ctx, fmt.Sprintf("https://serviceusage.googleapis.com/v1/projects/%s/services:batchGet?%s", p.Project, query.Encode()), &answer); err != nil {
		return nil, err
	}
	var disabled []string
	for _, service := range answer.Services {
		if service.State != "ENABLED" {
			disabled = append(disabled, service.Config.Name)
		}
	}
	if len(disabled) == 0 {
		return nil, nil
	}
	slices.Sort(disabled)
	return []Finding{{
		"disabled: " + join(disabled), fmt.Sprintf("gcloud services enable %s --project=%s", strings.Join(disabled, " "), p.Project),
	}}, nil
}

func (p *patient) firestore(ctx context.Context) ([]Finding, error) {
	var database struct{ Type string }
	err := p.get(ctx, fmt.Sprintf("https://firestore.googleapis.com/v1/projects/%s/databases/%s", p.Project, p.Name), &database)
	switch {
	case absent(err):
		return []Finding{{"there is no database " + p.Name + ": no analysis can be recorded", "terraform apply"}}, nil
	case err != nil:
		return nil, err
	case database.Type != "FIRESTORE_NATIVE":
		return []Finding{{
			"the database is of type " + database.Type + ", which functions can't use; another name makes another one", "terraform apply -var name=devplus2",
		}}, nil
	}
	return nil, nil
}

// pubsub finds push subscriptions with a wrong endpoint or without one: their events wait for up to
// seven days.
func (p *patient) pubsub(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	for topic, target := range map[string]string{"events": "dispatch", "results": "publish"} {
		name := p.Name + "-" + topic
		var subscription struct {
			PushConfig struct {
				PushEndpoint string
				OidcToken    struct{ ServiceAccountEmail, Audience string }
			}
			DeadLetterPolicy struct{ DeadLetterTopic string }
		}
		err := p.get(ctx, fmt.Sprintf("https://pubsub.googleapis.com/v1/projects/%s/subscriptions/%s", p.Project, name), &subscription)
		want := p.deployed[target].url()
		push := subscription.PushConfig
		switch {
		case absent(err):
			findings = append(findings, Finding{"there is no subscription " + name + ": nothing reaches " + target, "terraform apply"})
		case err != nil:
			return findings, err
		case want != "" && (push.PushEndpoint != want || push.OidcToken.Audience != want):
			findings = append(findings, Finding{
				fmt.Sprintf("%s pushes to %q, %s is at %s: its messages wait", name, push.PushEndpoint, target, want),
				fmt.Sprintf("gcloud pubsub subscriptions modify-push-config %s --project=%s --push-endpoint=%s --push-auth-service-account=%s --push-auth-token-audience=%s",
					name, p.Project, want, p.account(topic+"-push"), want),
			})
		case subscription.DeadLetterPolicy.DeadLetterTopic == "":
			findings = append(findings, Finding{name + " has no dead letter topic: a message that always fails is repeated for a week", "terraform apply"})
		}
	}
	return findings, nil
}

func (p *patient) schedule(ctx context.Context) ([]Finding, error) {
	region, err := p.region()
	if err != nil {
		return nil, err
	}
	name := p.Name + "-reconcile"
	var job struct {
		State  string
		Status struct{ Code int }
	}
	err = p.get(ctx, fmt.Sprintf("https://cloudscheduler.googleapis.com/v1/projects/%s/locations/%s/jobs/%s", p.Project, region, name), &job)
	switch {
	case absent(err):
		return []Finding{{"there is no job " + name + ": what is stuck stays stuck", "terraform apply"}}, nil
	case err != nil:
		return nil, err
	case job.State != "ENABLED":
		return []Finding{{
			fmt.Sprintf("the job %s is %s: what is stuck stays stuck", name, job.State),
			fmt.Sprintf("gcloud scheduler jobs resume %s --project=%s --location=%s", name, p.Project, region),
		}}, nil
	case job.Status.Code != 0:
		return []Finding{{
			fmt.Sprintf("the last call of reconcile failed with code %d: its log says why", job.Status.Code),
			fmt.Sprintf("gcloud logging read 'resource.labels.service_name=\"%s\" severity>=WARNING' --project=%s --freshness=1h --limit=20", name, p.Project),
		}}, nil
	}
	return nil, nil
}
