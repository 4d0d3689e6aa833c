package pullrequest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/text"
)

var _ kind.Verified = (*Kind)(nil)

// Verification is the answer of a second call to the model about one finding. It names the finding by its place and title, or by its name
// if it is an open one that the review calls fixed.
type Verification struct {
	Path  string `json:"path,omitempty"`
	Line  int    `json:"line,omitempty"`
	Title string `json:"title,omitempty"`
	Name  string `json:"name,omitempty"`

	Verdict   string `json:"verdict,omitempty"`    // proven, refuted or cant_tell; "" without an answer
	QuotePath string `json:"quote_path,omitempty"` // "" is Path
	Quote     string `json:"quote,omitempty"`      // lines of the new file
	Reason    string `json:"reason,omitempty"`
}

// The verdicts of a verification.
const (
	proves  = "proven"
	refutes = "refuted"
)

// Bounds on the stored verifications.
const (
	maxVerifications = 200  // findings, and open ones
	maxSaid          = 2000 // bytes of each text
)

// Verify adds a second call's answers about its findings to a valid result. It implements kind.Verified.
func (*Kind) Verify(result, verifications json.RawMessage) (json.RawMessage, error) {
	r, err := DecodeResult(result)
	if err != nil {
		return nil, err
	}
	var said []struct {
		Verification
		Line float64 `json:"line"` // Kestra's jq writes 2 as 2.0
	}
	if err := json.Unmarshal(verifications, &said); err != nil {
		return nil, fmt.Errorf("decoding the verifications: %w", err)
	}
	said = said[:min(len(said), maxVerifications)]
	r.Verifications = make([]Verification, len(said))
	for i := range said {
		v := &r.Verifications[i]
		*v = said[i].Verification
		v.Line = int(said[i].Line)
		for _, words := range []*string{&v.Path, &v.Title, &v.Name, &v.Verdict, &v.QuotePath, &v.Quote, &v.Reason} {
			*words = text.Cut(*words, maxSaid)
		}
	}
	return json.Marshal(r)
}

// isOf reports whether a verification is of the finding, whose title may have been cut since.
func (v Verification) isOf(f Finding) bool {
	title, cut := strings.CutSuffix(f.Title, "…")
	return v.Name == "" && v.Path == f.Path && v.Line == f.Line && (v.Title == f.Title || cut && strings.HasPrefix(v.Title, title))
}

// verification returns the verification of a finding, nil if there is none.
func (r *Result) verification(f Finding) *Verification {
	for i := range r.Verifications {
		if r.Verifications[i].isOf(f) {
			return &r.Verifications[i]
		}
	}
	return nil
}

// verificationOfFix returns the verification of an open finding that the review calls fixed, nil if there is none.
func (r *Result) verificationOfFix(name string) *Verification {
	for i := range r.Verifications {
		if r.Verifications[i].Name == name {
			return &r.Verifications[i]
		}
	}
	return nil
}

// quotes returns the file that the verification quotes; "" if it decides nothing.
func (v *Verification) quotes() string {
	switch {
	case v == nil, v.Quote == "", v.Verdict != proves && v.Verdict != refutes:
		return ""
	case v.QuotePath != "":
		return v.QuotePath
	}
	return v.Path
}
