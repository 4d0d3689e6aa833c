package callback

import (
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/text"
)

// usage is analysis.Usage as the workflow counts it, without the price.
type usage struct {
	Model        string `json:"model"`
	InputTokens  *int64 `json:"input_tokens"`
	OutputTokens *int64 `json:"output_tokens"`
	Calls        int    `json:"calls"`
	Parts        int    `json:"parts"`
	Unanswered   int    `json:"unanswered"`
	Window       string `json:"window"` // the endpoint's message about a part that did not fit its window
	// Asked splits the tokens by model, because the fallback model has its own price. Older flows send neither.
	Asked    []modelUse `json:"asked,omitempty"`
	Fallback string     `json:"fallback,omitempty"`
}

// modelUse is the use of one model's calls. A model may be listed more than once.
type modelUse struct {
	Model        string `json:"model"`
	InputTokens  *int64 `json:"input_tokens"`
	OutputTokens *int64 `json:"output_tokens"`
}

func (u usage) priced(p config.Price, effort string) analysis.Usage {
	return analysis.Usage{
		Model: text.Excerpt(u.Model, 200), InputTokens: u.InputTokens, OutputTokens: u.OutputTokens,
		Calls: u.Calls, Parts: u.Parts, Unanswered: u.Unanswered, CostUSD: u.cost(p, effort),
	}
}

// cost returns what the calls cost in USD; nil if a price or a count is not known.
func (u usage) cost(p config.Price, effort string) *float64 {
	if u.InputTokens == nil || u.OutputTokens == nil {
		return nil
	}
	each := u.Asked
	if u.Fallback == "" || len(each) == 0 {
		each = []modelUse{{InputTokens: u.InputTokens, OutputTokens: u.OutputTokens}}
	}
	sum := 0.0
	for _, one := range each {
		at := p.Of(effort)
		if u.Fallback != "" && one.Model == u.Fallback {
			at = p.Fallback()
		}
		if !at.Known() || one.InputTokens == nil || one.OutputTokens == nil {
			return nil
		}
		sum += at.USD(*one.InputTokens, *one.OutputTokens)
	}
	return &sum
}

func (u usage) negative() bool {
	counts := []modelUse{{InputTokens: u.InputTokens, OutputTokens: u.OutputTokens}}
	return u.Calls < 0 || u.Parts < 0 || u.Unanswered < 0 || slices.ContainsFunc(append(counts, u.Asked...), func(one modelUse) bool {
		return one.InputTokens != nil && *one.InputTokens < 0 || one.OutputTokens != nil && *one.OutputTokens < 0
	})
}
