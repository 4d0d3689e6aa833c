// Package kestra starts, reads, finds and kills executions by Kestra's REST API, version 1.x.
package kestra

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// maxAnswer bounds what is read of an answer: an execution with its outputs is at most 1 MiB, a page of them some.
const maxAnswer = 16 << 20

// Config says where Kestra is and how to log in.
type Config struct {
	URL       string // without a path
	Tenant    string // default: main
	Namespace string // of the flows; default: devplus
	Username  string // basic auth; "": none
	Password  string
	// Token gives an ID token for a Cloud Run service that is guarded by IAM; nil: none. It travels in
	// X-Serverless-Authorization, which leaves Authorization to Kestra.
	Token func(context.Context) (string, error)
	HTTP  *http.Client // nil: a default client
}

// Client is safe for concurrent use.
type Client struct {
	config Config
	base   string
	once   *http.Client // for what must not be repeated
	retry  *http.Client // for what may
}

// New makes a client; it connects to nothing.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("Kestra's URL must be http://HOST or https://HOST, without a login") //nolint:staticcheck // a name
	}
	if c.Tenant == "" {
		c.Tenant = "main"
	}
	if c.Namespace == "" {
		c.Namespace = "devplus"
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{}
	}
	retrying := retryablehttp.NewClient()
	retrying.HTTPClient, retrying.Logger, retrying.RetryMax = c.HTTP, nil, 3
	retrying.RetryWaitMin, retrying.RetryWaitMax = 200*time.Millisecond, 2*time.Second
	retrying.Backoff = retryablehttp.LinearJitterBackoff
	retrying.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return &Client{
		config: c, once: c.HTTP, retry: retrying.StandardClient(),
		base: strings.TrimRight(c.URL, "/") + "/api/v1/" + url.PathEscape(c.Tenant) + "/executions",
	}, nil
}

// Input is one input of a flow: a value, or a file when File is set.
type Input struct {
	Name  string
	Value string
	File  io.Reader
}

// Start starts a flow and returns its execution. It is not repeated: an execution may have been started although an error
// comes back, and is then found by its labels.
func (c *Client) Start(ctx context.Context, flow string, labels map[string]string, inputs []Input) (Execution, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, in := range inputs {
		if err := in.write(form); err != nil {
			return Execution{}, fmt.Errorf("encoding input %s: %w", in.Name, err)
		}
	}
	if err := form.Close(); err != nil {
		return Execution{}, fmt.Errorf("encoding the inputs: %w", err)
	}
	query := url.Values{}
	for key, value := range labels {
		query.Add("labels", key+":"+value)
	}
	target := "/" + url.PathEscape(c.config.Namespace) + "/" + url.PathEscape(flow) + "?" + query.Encode()
	var started Execution
	err := c.call(ctx, c.once, http.MethodPost, target, form.FormDataContentType(), &body, &started)
	if err != nil {
		return Execution{}, fmt.Errorf("starting flow %s: %w", flow, err)
	}
	return started, nil
}

func (in Input) write(form *multipart.Writer) error {
	if in.File == nil {
		return form.WriteField(in.Name, in.Value)
	}
	part, err := form.CreateFormFile(in.Name, in.Name+".json")
	if err != nil {
		return err
	}
	_, err = io.Copy(part, in.File)
	return err
}

// Execution reads an execution; ErrNotFound.
func (c *Client) Execution(ctx context.Context, id string) (Execution, error) {
	var found Execution
	if err := c.call(ctx, c.retry, http.MethodGet, "/"+url.PathEscape(id), "", nil, &found); err != nil {
		return Execution{}, fmt.Errorf("reading execution %s: %w", id, err)
	}
	return found, nil
}

// FindByLabel finds the flow's executions with a label, newest first, at most 25. Kestra may list an execution some seconds
// after its start.
func (c *Client) FindByLabel(ctx context.Context, flow, key, value string) ([]Execution, error) {
	query := url.Values{
		"filters[labels][EQUALS][" + key + "]": {value},
		"filters[flowId][EQUALS]":              {flow},
		"size":                                 {"25"},
		"sort":                                 {"state.startDate:desc"},
	}
	var page struct {
		Results []Execution `json:"results"`
	}
	if err := c.call(ctx, c.retry, http.MethodGet, "/search?"+query.Encode(), "", nil, &page); err != nil {
		return nil, fmt.Errorf("looking for executions labelled %s:%s: %w", key, value, err)
	}
	return page.Results, nil
}

// Kill ends a running execution. One that has ended already is no error; ErrNotFound.
func (c *Client) Kill(ctx context.Context, id string) error {
	err := c.call(ctx, c.retry, http.MethodDelete, "/"+url.PathEscape(id)+"/kill", "", nil, nil)
	var answer *Error
	if errors.As(err, &answer) && answer.Status == http.StatusConflict {
		return nil
	}
	if err != nil {
		return fmt.Errorf("killing execution %s: %w", id, err)
	}
	return nil
}

func (c *Client) call(ctx context.Context, by *http.Client, method, target, contentType string, body io.Reader, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.base+target, body)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if c.config.Username != "" {
		request.SetBasicAuth(c.config.Username, c.config.Password)
	}
	if c.config.Token != nil {
		token, err := c.config.Token(ctx)
		if err != nil {
			return fmt.Errorf("getting an identity token for Kestra: %w", err)
		}
		request.Header.Set("X-Serverless-Authorization", "Bearer "+token)
	}
	answer, err := by.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading Kestra's answer: %w", err)
	}
	if answer.StatusCode/100 != 2 {
		return refusal(answer.StatusCode, text)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("decoding Kestra's answer: %w", err)
	}
	return nil
}
