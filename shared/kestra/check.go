package kestra

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const checksumPrefix = "sha256:"

// Checksum returns the checksum of a flow's text without its first line, which holds the checksum.
func Checksum(text string) string {
	_, rest, _ := strings.Cut(text, "\n")
	sum := sha256.Sum256([]byte(strings.TrimRight(rest, "\n")))
	return fmt.Sprintf("%s%x", checksumPrefix, sum[:8])
}

// Check reports problems that keep Kestra from running the flows as shipped: a Kestra that is too old, a missing flow, and a flow
// edited in Kestra. The image replaces an edited flow at its next start; Kestra keeps the edit as a revision.
func (c *Client) Check(ctx context.Context, flows ...string) error {
	version, err := c.Version(ctx)
	if err != nil {
		return err
	}
	if !supported(version) {
		return errors.New(tooOld(version))
	}
	var faults []error
	for _, flow := range flows {
		faults = append(faults, c.checkFlow(ctx, version, flow))
	}
	return errors.Join(faults...)
}

func (c *Client) checkFlow(ctx context.Context, version, flow string) error {
	path := fmt.Sprintf("%s/%s/flows/%s/%s?source=true", c.root, url.PathEscape(c.config.Tenant), url.PathEscape(c.config.Namespace), url.PathEscape(flow))
	var kept struct {
		Source   string `json:"source"`
		Revision int    `json:"revision"`
	}
	err := c.retry(ctx, "reading flow "+flow, http.MethodGet, path, &kept)
	switch {
	case errors.Is(err, ErrNotFound):
		//lint:ignore ST1005 Kestra is a name
		return fmt.Errorf("Kestra %s has no flow %s: load the flows of kestra-image", version, flow)
	case err != nil:
		return err
	}
	first, _, _ := strings.Cut(kept.Source, "\n")
	switch {
	case strings.HasSuffix(first, " "+Checksum(kept.Source)):
		return nil
	case strings.Contains(first, " "+checksumPrefix):
		return fmt.Errorf("flow %s was edited in Kestra (revision %d): make the change in DevPlus, or the image's next start replaces it", flow, kept.Revision)
	}
	return fmt.Errorf("flow %s in Kestra (revision %d) has no checksum: another program or an older DevPlus loaded it", flow, kept.Revision)
}
