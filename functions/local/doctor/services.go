package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
)

// service is a Cloud Run service.
type service struct {
	Name               string
	URI                string `json:"uri"`
	InvokerIamDisabled bool
	TerminalCondition  struct{ State, Message string }
	Template           struct {
		ServiceAccount string
		Containers     []struct {
			Env []struct {
				Name, Value string
				ValueSource struct{ SecretKeyRef struct{ Secret string } }
			}
		}
	}
}

func (s *service) variable(name string) (value, secret string) {
	for _, c := range s.Template.Containers {
		for _, e := range c.Env {
			if e.Name == name {
				return e.Value, e.ValueSource.SecretKeyRef.Secret
			}
		}
	}
	return "", ""
}

func (p *patient) service(ctx context.Context, region, name string) (*service, error) {
	s := new(service)
	return s, p.get(ctx, fmt.Sprintf("https://run.googleapis.com/v2/projects/%s/locations/%s/services/%s", p.Project, region, name), s)
}

// callers checks who may call each function. If the caller lacks the grant, Google Cloud answers 403, and our logs show nothing.
func (p *patient) callers(ctx context.Context) ([]Finding, error) {
	region, err := p.region()
	if err != nil {
		return nil, err
	}
	expected := map[string]string{"dispatch": "events-push", "publish": "results-push", "reconcile": "scheduler"}
	if p.deployed["dispatch"].variable("KESTRA_URL") != "" {
		expected["callback"] = "kestra"
	}
	var findings []Finding
	for _, name := range functionNames {
		caller, has := expected[name]
		if _, deployed := p.deployed[name]; !has || !deployed {
			continue
		}
		full := p.Name + "-" + name
		bindings, err := p.policy(ctx, fmt.Sprintf("https://run.googleapis.com/v2/projects/%s/locations/%s/services/%s", p.Project, region, full))
		if err != nil {
			return findings, err
		}
		if member := "serviceAccount:" + p.account(caller); !granted(bindings, "roles/run.invoker", member) {
			findings = append(findings, Finding{
				fmt.Sprintf("%s may not call %s: its calls end with 403", p.account(caller), full),
				fmt.Sprintf("gcloud run services add-iam-policy-binding %s --project=%s --region=%s --member=%s --role=roles/run.invoker", full, p.Project, region, member),
			})
		}
	}
	return findings, nil
}

// webhookURL returns the URL to which GitHub must deliver: the function's, or that of the separate service without an IAM check.
func (p *patient) webhookURL(ctx context.Context) (string, error) {
	f, ok := p.deployed["webhook"]
	if !ok {
		return "", skip("the webhook is not deployed")
	}
	open, err := p.service(ctx, f.region(), p.Name+"-webhook-open")
	switch {
	case absent(err):
		return f.url(), nil
	case err != nil:
		return "", err
	}
	return open.URI, nil
}

// webhook calls the webhook's /health as anybody on the internet would.
func (p *patient) webhook(ctx context.Context) ([]Finding, error) {
	url, err := p.webhookURL(ctx)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return nil, err
	}
	response, err := p.Plain.Do(r)
	if err != nil {
		return []Finding{{"the webhook can't be reached: " + err.Error(), "curl -i " + url + "/health"}}, nil
	}
	defer func() { _ = response.Body.Close() }()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusForbidden, http.StatusUnauthorized:
		return []Finding{{
			"nobody may call the webhook: GitHub's deliveries end with 403. The grant to allUsers is missing, or the organization forbids it",
			"terraform apply (and webhook_public = false in terraform.tfvars where the grant is refused)",
		}}, nil
	default:
		return []Finding{{
			fmt.Sprintf("the webhook answers HTTP %d", response.StatusCode),
			fmt.Sprintf("gcloud logging read 'resource.labels.service_name:\"%s-webhook\" severity>=ERROR' --project=%s --freshness=1h --limit=20", p.Name, p.Project),
		}}, nil
	}
	var health struct {
		MissingSecrets []string `json:"missing_secrets"`
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	if err == nil {
		err = json.Unmarshal(body, &health)
	}
	switch {
	case err != nil:
		return []Finding{{"something else answers at the webhook's address: " + err.Error(), "terraform apply"}}, nil
	case len(health.MissingSecrets) > 0:
		return []Finding{{
			"the webhook lacks the value of " + join(health.MissingSecrets) + ": it answers 503", "terraform output -raw next_steps",
		}}, nil
	}
	return nil, nil
}

// kestra checks the engine's service and its callers.
func (p *patient) kestra(ctx context.Context) ([]Finding, error) {
	dispatch, ok := p.deployed["dispatch"]
	if !ok || dispatch.variable("KESTRA_URL") == "" {
		return nil, skip("none is deployed: pull requests are measured, not reviewed")
	}
	name := p.Name + "-kestra"
	s, err := p.service(ctx, dispatch.region(), name)
	switch {
	case absent(err):
		return []Finding{{"dispatch calls a Kestra that is not there: nothing is reviewed", "terraform apply"}}, nil
	case err != nil:
		return nil, err
	}
	p.engine = s
	var findings []Finding
	if s.TerminalCondition.State != "CONDITION_SUCCEEDED" {
		findings = append(findings, Finding{
			"Kestra is not ready: " + s.TerminalCondition.Message,
			fmt.Sprintf("gcloud run services logs read %s --project=%s --region=%s --limit=100", name, p.Project, dispatch.region()),
		})
	}
	if s.URI != dispatch.variable("KESTRA_URL") {
		findings = append(findings, Finding{
			fmt.Sprintf("dispatch calls %s, Kestra is at %s", dispatch.variable("KESTRA_URL"), s.URI), "terraform apply",
		})
	}
	bindings, err := p.policy(ctx, "https://run.googleapis.com/v2/"+strings.TrimPrefix(s.Name, "/"))
	if err != nil {
		return findings, err
	}
	if member := "serviceAccount:" + dispatch.ServiceConfig.ServiceAccountEmail; !granted(bindings, "roles/run.invoker", member) {
		findings = append(findings, Finding{
			fmt.Sprintf("dispatch may not call Kestra: nothing is reviewed (%s)", path.Base(s.Name)),
			fmt.Sprintf("gcloud run services add-iam-policy-binding %s --project=%s --region=%s --member=%s --role=roles/run.invoker", name, p.Project, dispatch.region(), member),
		})
	}
	return findings, nil
}
