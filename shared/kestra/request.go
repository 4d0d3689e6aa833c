package kestra

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	// maxAnswer bounds an answer: twenty executions of at most 1 MiB, Kestra's limit for a message.
	maxAnswer = 20 << 20

	// Three tries within two seconds bridge a dropped connection. Pub/Sub retries for longer.
	tries        = 3
	defaultPause = 300 * time.Millisecond

	// callTimeout bounds every call except a start, including its tries, so that a hanging Kestra blocks
	// nobody.
	callTimeout = 10 * time.Second
)

type request struct {
	method, url, contentType string
	body                     []byte
}

// retry makes an idempotent request, and repeats it after temporary failures.
func (c *Client) retry(ctx context.Context, doing, method, url string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	pause := c.config.Pause
	for try := 1; ; try++ {
		err := c.once(ctx, doing, request{method: method, url: url}, into)
		var failed *Error
		if err == nil || try == tries || !errors.As(err, &failed) || !failed.Temporary() {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pause *= 3
	}
}

func (c *Client) once(ctx context.Context, doing string, r request, into any) error {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	if c.config.Username != "" {
		req.SetBasicAuth(c.config.Username, c.config.Password)
	}
	if c.config.Token != nil {
		token, err := c.config.Token(ctx)
		if err != nil {
			return &Error{Doing: doing, cause: fmt.Errorf("getting an ID token: %w", err)}
		}
		req.Header.Set("X-Serverless-Authorization", "Bearer "+token)
	}

	answer, err := c.config.HTTP.Do(req)
	if err != nil {
		return &Error{Doing: doing, cause: err}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return &Error{Doing: doing, cause: fmt.Errorf("reading the answer: %w", err)}
	case answer.StatusCode >= 300:
		return &Error{Doing: doing, Status: answer.StatusCode, Message: message(body)}
	case len(body) > maxAnswer:
		return fmt.Errorf("%s: the answer has more than %d bytes", doing, maxAnswer)
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s: reading the answer: %w", doing, err)
	}
	return nil
}
