package kestra

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// Config locates a Kestra server and authenticates to it.
type Config struct {
	URL       string // base URL, such as https://kestra-abc.a.run.app
	Tenant    string // "" means main, the only tenant of the open-source edition
	Namespace string // of the flows; "" means devplus

	// Username and Password are Kestra's own basic authentication; none where Username is "".
	Username, Password string

	// Token gives an ID token for Cloud Run's IAM, whose audience is URL. It is sent in X-Serverless-Authorization, which
	// leaves Authorization to Kestra. Nil sends none.
	Token func(context.Context) (string, error)

	// HTTP makes the requests; nil means a client of http.DefaultTransport. Contexts set the time limits.
	HTTP *http.Client

	// Pause is about the time before the second try; the third waits three times as long. 0 means 300 ms.
	Pause time.Duration
}

// Client calls one Kestra server. It is safe for concurrent use.
type Client struct {
	config Config
	root   string // …/api/v1
	base   string // {root}/{tenant}/executions
}

// New returns a client. It fails for a URL that can't be a base URL.
func New(config Config) (*Client, error) {
	base, err := url.Parse(config.URL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, errors.New("kestra: the URL must be an http or https base URL")
	}
	if base.User != nil {
		return nil, errors.New("kestra: the URL must not contain a user or password")
	}
	if config.Tenant == "" {
		config.Tenant = "main"
	}
	if config.Namespace == "" {
		config.Namespace = "devplus"
	}
	if config.HTTP == nil {
		config.HTTP = &http.Client{Transport: telemetry.Transport(http.DefaultTransport)}
	}
	if config.Pause == 0 {
		config.Pause = defaultPause
	}
	root := strings.TrimSuffix(base.String(), "/") + "/api/v1"
	return &Client{config: config, root: root, base: root + "/" + url.PathEscape(config.Tenant) + "/executions"}, nil
}

// Execution returns one execution. During the first half minute after a start, ErrNotFound does not mean that there is none.
func (c *Client) Execution(ctx context.Context, id string) (Execution, error) {
	var e wireExecution
	if err := c.retry(ctx, "reading execution "+id, http.MethodGet, c.base+"/"+url.PathEscape(id), &e); err != nil {
		return Execution{}, err
	}
	return e.execution(), nil
}

// Kill asks Kestra to stop an execution and returns once Kestra has accepted the request, before the execution ends. Killing an ended
// execution is no error.
func (c *Client) Kill(ctx context.Context, id string) error {
	doing, path := "killing execution "+id, c.base+"/"+url.PathEscape(id)
	err := c.retry(ctx, doing, http.MethodDelete, path+"/actions/kill", nil)
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	// Kestra 1.3 has no such path. Kestra 2.0 answers it by 404 for an unknown execution, and has nothing at the path of 1.3.
	before := c.retry(ctx, doing, http.MethodDelete, path+"/kill", nil)
	var failed *Error
	if errors.As(before, &failed) && failed.Status == http.StatusMethodNotAllowed {
		return err
	}
	return before
}

// Delete deletes an execution with its inputs, files, logs and metrics. Deleting a missing one is no error. Kill a running one and wait for
// its end first: otherwise the engine would store it again.
func (c *Client) Delete(ctx context.Context, id string) error {
	const all = "?deleteLogs=true&deleteMetrics=true&deleteStorage=true"
	err := c.retry(ctx, "deleting execution "+id, http.MethodDelete, c.base+"/"+url.PathEscape(id)+all, nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// MaxFound bounds the executions that a search returns. One analysis has one or two executions per attempt.
const MaxFound = 20

// FindByLabel returns the executions of a flow with a label, newest first, at most MaxFound. During the first half minute after a start, an
// empty list does not mean that there is none.
func (c *Client) FindByLabel(ctx context.Context, flow, key, value string) ([]Execution, error) {
	return c.find(ctx, "of "+flow, "desc", url.Values{"filters[flowId][EQUALS]": {flow}}, key, value)
}

// OldestByLabel is FindByLabel for the executions of all flows, oldest first.
func (c *Client) OldestByLabel(ctx context.Context, key, value string) ([]Execution, error) {
	return c.find(ctx, "with a label", "asc", url.Values{}, key, value)
}

func (c *Client) find(ctx context.Context, what, order string, query url.Values, key, value string) ([]Execution, error) {
	query.Set("filters[namespace][EQUALS]", c.config.Namespace)
	query.Set(fmt.Sprintf("filters[labels][EQUALS][%s]", key), value)
	query.Set("sort", "state.startDate:"+order)
	query.Set("size", fmt.Sprint(MaxFound))
	var page struct {
		Results []wireExecution `json:"results"`
	}
	if err := c.retry(ctx, "searching executions "+what, http.MethodGet, c.base+"/search?"+query.Encode(), &page); err != nil {
		return nil, err
	}
	found := make([]Execution, len(page.Results))
	for i, e := range page.Results {
		found[i] = e.execution()
	}
	return found, nil
}
