package endpoint

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/prompt"
)

// tries and pause are those of the flows: an endpoint that is busy (429) or fails (5xx) is asked again, after four times as long each time.
const tries = 4

// Model asks an endpoint.
type Model struct {
	url    string
	client *http.Client
	key    string
	tokens oauth2.TokenSource
	pause  time.Duration
}

// New returns the model that an environment names. MODEL_AUTH=google takes the credentials of "gcloud auth application-default login", or of the
// machine on Google Cloud.
func New(ctx context.Context, env play.Environment) (*Model, error) {
	m := &Model{
		url: strings.TrimSuffix(env["model_base_url"], "/") + "/chat/completions", client: &http.Client{Timeout: analysis.ModelCallTimeout}, pause: time.Second,
	}
	switch env["model_auth"] {
	case "google":
		tokens, err := google.DefaultTokenSource(ctx, "https://www.googleapis.com/auth/cloud-platform")
		if err != nil {
			return nil, fmt.Errorf("MODEL_AUTH=google: %w", err)
		}
		m.tokens = tokens
	case "bearer":
		m.key = os.Getenv("MODEL_API_KEY")
	}
	return m, nil
}

// Ask implements play.Model.
func (m *Model) Ask(ctx context.Context, q play.Question) (status int, body []byte, err error) {
	pause := m.pause
	for try := 1; ; try++ {
		status, body, err = m.post(ctx, q.Body)
		if passing := err != nil || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError; !passing || try == tries {
			return status, body, err
		}
		select {
		case <-ctx.Done():
			return 0, nil, ctx.Err()
		case <-time.After(pause):
			pause *= 4
		}
	}
}

func (m *Model) post(ctx context.Context, question []byte) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(question))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	key := m.key
	if m.tokens != nil {
		token, err := m.tokens.Token()
		if err != nil {
			return 0, nil, err
		}
		key = token.AccessToken
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := m.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, prompt.MaxAnswerBytes+1)) // longer answers are of no use
	return answer.StatusCode, body, err
}
