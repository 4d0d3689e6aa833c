package kestra

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
)

// Input is one of a flow's inputs.
type Input struct {
	Name  string
	Value string // as text, whatever the input's type
	File  []byte // instead of Value, the content of a FILE input
}

// Start starts an execution of a flow and returns it once Kestra has accepted it, queued or about to run. It does not retry, because it is
// not idempotent: even after a Temporary error there may be an execution, which FindByLabel finds.
func (c *Client) Start(ctx context.Context, flow string, labels map[string]string, inputs []Input) (Execution, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, input := range inputs {
		if err := write(form, input); err != nil {
			return Execution{}, fmt.Errorf("writing input %s of %s: %w", input.Name, flow, err)
		}
	}
	if err := form.Close(); err != nil {
		return Execution{}, fmt.Errorf("writing the inputs of %s: %w", flow, err)
	}

	var query url.Values = map[string][]string{}
	for key, value := range labels {
		query.Add("labels", key+":"+value)
	}
	slices.Sort(query["labels"])
	url := c.base + "/" + url.PathEscape(c.config.Namespace) + "/" + url.PathEscape(flow) + "?" + query.Encode()

	var e wireExecution
	err := c.once(ctx, "starting "+flow, request{http.MethodPost, url, form.FormDataContentType(), body.Bytes()}, &e)
	var refused *Error
	if errors.As(err, &refused) {
		c.explain(ctx, flow, refused)
	}
	if err != nil {
		return Execution{}, err
	}
	return e.execution(), nil
}

func write(form *multipart.Writer, input Input) error {
	if input.File == nil {
		return form.WriteField(input.Name, input.Value)
	}
	part, err := form.CreateFormFile(input.Name, input.Name)
	if err != nil {
		return err
	}
	_, err = part.Write(input.File)
	return err
}
