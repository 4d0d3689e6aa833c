package prompt

// MaxVerified bounds the findings of a review that are verified.
const MaxVerified = 8

// Verify says which findings of a review the flow has verified, each by a call of its own.
type Verify struct {
	Most       int         `json:"most"`
	Severities []string    `json:"severities"`
	Open       []OpenClaim `json:"open,omitempty"`
}

// OpenClaim is an open finding whose lines are as they were: that it is fixed by other lines is verified.
type OpenClaim struct {
	Name        string `json:"name"`
	Path        string `json:"path"`
	Line        int    `json:"line"`
	Title       string `json:"title"`
	Explanation string `json:"explanation,omitempty"`
}

// severe and every are the severities that are verified as a rule, and in deep reviews.
var (
	severe = []string{"critical", "high"}
	every  = []string{"critical", "high", "medium", "low"}
)

// Verified returns the context with the order to verify findings, as many as a review may still take that takes at most so many tokens; 0:
// no bound. It fails only if the rules for secrets can't be loaded.
func (c Context) Verified(open []OpenClaim, most int64) (Context, error) {
	v := Verify{Most: MaxVerified, Severities: severe, Open: open}
	if c.Effort == "deep" {
		v.Severities = every
	}
	if most > 0 {
		input, output := c.Estimate()
		in, out := c.verification()
		v.Most = int(min(MaxVerified, max(0, most-input-output)/(in+out)))
	}
	if err := Redact(&v); err != nil {
		return c, err
	}
	c.Verify = &v
	return c, nil
}

// The size of a verification, in tokens: its instructions, code of about 24,000 bytes at most, and an answer of a few lines.
const (
	verifierTokens     = 1100
	verifiedTokens     = 24000 / bytesPerToken
	verificationTokens = 600
)

// verification estimates the tokens of one call.
func (c Context) verification() (input, output int64) {
	longest := 0
	for _, part := range c.Parts {
		longest = max(longest, min(Tokens(part), verifiedTokens))
	}
	return verifierTokens + int64(longest), verificationTokens
}

// expected returns how many findings are about to be verified: most reviews have few.
func (c Context) expected() int64 {
	switch {
	case c.Verify == nil:
		return 0
	case len(c.Verify.Severities) == len(every):
		return int64(min(c.Verify.Most, 4))
	}
	return int64(min(c.Verify.Most, 1))
}
