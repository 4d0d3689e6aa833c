package kestra

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Version returns the version that Kestra reports, such as 1.3.31.
func (c *Client) Version(ctx context.Context) (string, error) {
	var said struct {
		Version string `json:"version"`
	}
	if err := c.retry(ctx, "asking for the version", http.MethodGet, c.root+"/configs", &said); err != nil {
		return "", err
	}
	return strings.TrimPrefix(said.Version, "v"), nil
}

// Ping sends Kestra one request, to keep its instance running.
func (c *Client) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.once(ctx, "pinging Kestra", request{method: http.MethodGet, url: c.root + "/configs"}, nil)
}

// oldest is the oldest line of Kestra that can run the flows.
var oldest = [2]int{1, 3}

// supported reports whether a version can run the flows. A version that can't be read, such as a snapshot's, counts as one that can.
func supported(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return true
	}
	major, err := strconv.Atoi(parts[0])
	if err != nil {
		return true
	}
	minor, err := strconv.Atoi(parts[1])
	if err != nil {
		return true
	}
	return major > oldest[0] || major == oldest[0] && minor >= oldest[1]
}

func tooOld(version string) string {
	return fmt.Sprintf("Kestra %s is too old: DevPlus needs %d.%d or newer", version, oldest[0], oldest[1])
}

// explain adds to a refused start what a person can do about it.
func (c *Client) explain(ctx context.Context, flow string, refused *Error) {
	// Kestra's web server answers 500 about a flow that it can't read, such as one with tasks of another line.
	unreadable := refused.Status == http.StatusConflict || refused.Status == http.StatusInternalServerError && strings.Contains(refused.Message, "failed to parse")
	if refused.Status != http.StatusNotFound && !unreadable {
		return
	}
	version, err := c.Version(ctx)
	switch {
	case err != nil:
		return
	case !supported(version):
		refused.Advice = tooOld(version)
	case unreadable:
		refused.Advice = fmt.Sprintf("Kestra %s can't read its flow %s: load the flows of this DevPlus's kestra-image", version, flow)
	default:
		refused.Advice = fmt.Sprintf("Kestra %s has no flow %s: load the flows of kestra-image", version, flow)
	}
}
