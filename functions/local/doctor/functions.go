package doctor

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
)

// function is a deployed function.
type function struct {
	Name          string // projects/P/locations/R/functions/F
	State         string
	StateMessages []struct{ Message string }
	ServiceConfig struct {
		Service              string
		URI                  string `json:"uri"`
		ServiceAccountEmail  string
		EnvironmentVariables map[string]string
	}
}

func (f function) region() string {
	_, rest, _ := strings.Cut(f.Name, "/locations/")
	region, _, _ := strings.Cut(rest, "/")
	return region
}

func (f function) url() string { return f.ServiceConfig.URI }

func (f function) variable(name string) string { return f.ServiceConfig.EnvironmentVariables[name] }

func (p *patient) functions(ctx context.Context) ([]Finding, error) {
	p.deployed = map[string]function{}
	for page := ""; ; {
		var answer struct {
			Functions     []function
			NextPageToken string
		}
		if err := p.get(ctx, fmt.Sprintf("https://cloudfunctions.googleapis.com/v2/projects/%s/locations/-/functions?pageSize=200&pageToken=%s", p.Project, page), &answer); err != nil {
			return nil, err
		}
		for _, f := range answer.Functions {
			if name, ours := strings.CutPrefix(path.Base(f.Name), p.Name+"-"); ours && slices.Contains(functionNames, name) {
				p.deployed[name] = f
			}
		}
		if page = answer.NextPageToken; page == "" {
			break
		}
	}
	var findings []Finding
	var missing []string
	for _, name := range functionNames {
		f, ok := p.deployed[name]
		switch {
		case !ok:
			missing = append(missing, p.Name+"-"+name)
		case f.State != "ACTIVE":
			var said []string
			for _, m := range f.StateMessages {
				said = append(said, m.Message)
			}
			findings = append(findings, Finding{
				strings.TrimSuffix(fmt.Sprintf("%s-%s is %s: %s", p.Name, name, f.State, strings.Join(said, "; ")), ": "),
				fmt.Sprintf("gcloud logging read 'resource.labels.service_name=\"%s-%s\" severity>=ERROR' --project=%s --freshness=1d --limit=10", p.Name, name, p.Project),
			})
		}
	}
	if len(missing) > 0 {
		findings = append(findings, Finding{"not deployed: " + join(missing), "terraform apply"})
	}
	return findings, nil
}

// values has, by the secret's variable, how a secret gets its value.
var values = map[string]string{
	"GITHUB_WEBHOOK_SECRET":  "openssl rand -hex 32 | %s --data-file=-",
	"CALLBACK_KEY":           "openssl rand -hex 32 | %s --data-file=-",
	"GITHUB_APP_PRIVATE_KEY": "%s --data-file=PATH_TO_THE_APPS_PRIVATE_KEY.pem",
	"KESTRA_PASSWORD":        `printf 'K1%%s' "$(openssl rand -hex 24)" | %s --data-file=-`,
}

// secrets checks each secret of a function: whether it has a value, and whether the function may read and list it.
func (p *patient) secrets(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	looked := map[string]bool{}
	for _, name := range functionNames {
		f := p.deployed[name]
		for _, variable := range slices.Sorted(func(yield func(string) bool) {
			for v := range f.ServiceConfig.EnvironmentVariables {
				if strings.HasSuffix(v, "_SECRET") && strings.HasPrefix(f.variable(v), "projects/") && !yield(v) {
					return
				}
			}
		}) {
			secret := f.variable(variable)
			if !looked[secret] {
				looked[secret] = true
				found, err := p.secretValue(ctx, strings.TrimSuffix(variable, "_SECRET"), secret)
				findings = append(findings, found...)
				if err != nil {
					return findings, err
				}
			}
			found, err := p.secretReader(ctx, secret, f.ServiceConfig.ServiceAccountEmail)
			findings = append(findings, found...)
			if err != nil {
				return findings, err
			}
		}
	}
	if len(looked) == 0 {
		return findings, skip("no function is deployed")
	}
	return findings, nil
}

func (p *patient) secretValue(ctx context.Context, variable, secret string) ([]Finding, error) {
	var versions struct{ Versions []struct{ Name string } }
	err := p.get(ctx, "https://secretmanager.googleapis.com/v1/"+secret+"/versions?filter=state:ENABLED&pageSize=1", &versions)
	switch {
	case absent(err):
		return []Finding{{"there is no secret " + path.Base(secret), "terraform apply"}}, nil
	case err != nil || len(versions.Versions) > 0:
		return nil, err
	}
	command, known := values[variable]
	if !known {
		command = "%s --data-file=FILE"
	}
	return []Finding{{
		fmt.Sprintf("the secret %s has no enabled version: what needs it answers 503", path.Base(secret)),
		fmt.Sprintf(command, "gcloud secrets versions add --project="+p.Project+" "+path.Base(secret)),
	}}, nil
}

func (p *patient) secretReader(ctx context.Context, secret, account string) ([]Finding, error) {
	bindings, err := p.policy(ctx, "https://secretmanager.googleapis.com/v1/"+secret)
	if absent(err) {
		return nil, nil // already reported
	}
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, role := range []string{"roles/secretmanager.secretAccessor", "roles/secretmanager.viewer"} {
		if member := "serviceAccount:" + account; !granted(bindings, role, member) {
			findings = append(findings, Finding{
				fmt.Sprintf("%s lacks %s on the secret %s", account, role, path.Base(secret)),
				fmt.Sprintf("gcloud secrets add-iam-policy-binding %s --project=%s --member=%s --role=%s", path.Base(secret), p.Project, member, role),
			})
		}
	}
	return findings, nil
}
