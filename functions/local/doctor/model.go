package doctor

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// model requests one token from the endpoint, as Kestra would. At Vertex AI it uses the caller's own credentials, because nobody
// may sign in as Kestra.
func (p *patient) model(ctx context.Context) ([]Finding, error) {
	if p.engine == nil {
		return nil, skip("there is no Kestra that would call one")
	}
	base, _ := p.engine.variable("MODEL_BASE_URL")
	name, _ := p.engine.variable("MODEL_NAME")
	auth, _ := p.engine.variable("MODEL_AUTH")
	field, _ := p.engine.variable("MODEL_MAX_TOKENS_FIELD")
	if field == "" {
		field = "max_tokens"
	}
	body, err := json.Marshal(map[string]any{
		"model": name, field: 1, "messages": []map[string]string{{"role": "user", "content": "Say: ok"}},
	})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return []Finding{{fmt.Sprintf("model_base_url %q is no address: %v", base, err), "terraform apply -var model_base_url=https://HOST/v1"}}, nil
	}
	r.Header.Set("Content-Type", "application/json")
	client := p.Plain
	switch auth {
	case "google":
		client = p.Google
		r.Header.Set("X-Goog-User-Project", p.Project)
	case "bearer":
		_, secret := p.engine.variable("MODEL_API_KEY")
		key, err := p.secret(ctx, secret)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+string(bytes.TrimSpace(key)))
	}
	response, err := client.Do(r)
	if err != nil {
		return []Finding{{"the model's endpoint can't be reached: " + err.Error(), "curl -i " + base}}, nil
	}
	defer func() { _ = response.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(response.Body, 300)) // the message helps, even if cut off
	return p.explainStatus(response.StatusCode, base, name, string(said)), nil
}

// explainStatus explains an endpoint's status.
func (p *patient) explainStatus(code int, base, name, said string) []Finding {
	what := fmt.Sprintf("the model %s at %s answers HTTP %d: %s", name, base, code, said)
	switch code {
	case http.StatusOK:
		return nil
	case http.StatusUnauthorized:
		return []Finding{{what, fmt.Sprintf("gcloud secrets versions add --project=%s %s-model-api-key --data-file=KEY, then terraform apply -var kestra_restart=$(date +%%F)", p.Project, p.Name)}}
	case http.StatusForbidden:
		return []Finding{{what, "gcloud services enable aiplatform.googleapis.com --project=" + p.Project}}
	case http.StatusNotFound:
		return []Finding{{what + " (models are retired about a year after their release)", "terraform apply -var model_name=MODEL, one that the endpoint lists, or -var model_location=global"}}
	case http.StatusTooManyRequests:
		return []Finding{{what, "terraform apply -var model_location=global, or more quota in Cloud Console, IAM & Admin → Quotas"}}
	}
	return []Finding{{what, "terraform apply -var model_name=MODEL"}}
}

// secret reads a secret's newest value.
func (p *patient) secret(ctx context.Context, name string) ([]byte, error) {
	var version struct{ Payload struct{ Data string } }
	if len(name) < 9 || name[:9] != "projects/" {
		name = "projects/" + p.Project + "/secrets/" + name
	}
	if err := p.get(ctx, "https://secretmanager.googleapis.com/v1/"+name+"/versions/latest:access", &version); err != nil {
		if absent(err) {
			return nil, skip("the secret %s has no value", name)
		}
		if forbidden(err) {
			return nil, skip("you may not read the secret %s (roles/secretmanager.secretAccessor)", name)
		}
		return nil, err
	}
	return base64.StdEncoding.DecodeString(version.Payload.Data)
}
