package settings

import "fmt"

// Budget bounds the use of reviews: in USD if the model has a price, otherwise in tokens. nil is no bound, and 0 allows no review.
type Budget struct {
	DayUSD         *float64 `json:"day_usd,omitempty" yaml:"day_usd" env:"BOUND_BUDGET_DAY_USD" min:"0" max:"1000000" help:"USD that the reviews of a repository may cost in a day, UTC; counts where the model has a price. From 80% on only high and critical risk is reviewed as usual, then nothing"`
	DayTokens      *int64   `json:"day_tokens,omitempty" yaml:"day_tokens" env:"BOUND_BUDGET_DAY_TOKENS" min:"0" max:"1000000000000" help:"tokens that the reviews of a repository may take in a day; counts in place of day_usd where the model has no price"`
	MonthUSD       *float64 `json:"month_usd,omitempty" yaml:"month_usd" organization:"true" env:"BOUND_BUDGET_MONTH_USD" min:"0" max:"1000000" help:"USD that the reviews of a whole installation may cost in a month; only in the organization's file"`
	MonthTokens    *int64   `json:"month_tokens,omitempty" yaml:"month_tokens" organization:"true" env:"BOUND_BUDGET_MONTH_TOKENS" min:"0" max:"1000000000000" help:"tokens that the reviews of a whole installation may take in a month; only in the organization's file"`
	AnalysisUSD    *float64 `json:"analysis_usd,omitempty" yaml:"analysis_usd" env:"BOUND_BUDGET_ANALYSIS_USD" min:"0" max:"1000000" help:"USD that one review may cost: a large change is reviewed in part, the riskiest files first"`
	AnalysisTokens *int64   `json:"analysis_tokens,omitempty" yaml:"analysis_tokens" env:"BOUND_BUDGET_ANALYSIS_TOKENS" min:"0" max:"1000000000000" help:"tokens that one review may take; counts in place of analysis_usd where the model has no price"`
	Outsiders      *int     `json:"outsiders,omitempty" yaml:"outsiders" env:"BOUND_BUDGET_OUTSIDERS" min:"0" max:"20" help:"percent of a repository's day that people without write access may use together by commands; 0: they can't ask for reviews"`
}

// maxOutsiders is the share of a day, in percent, that people without write access have at most, and without a setting.
const maxOutsiders = 20

// OutsidersShare returns the share of a day, in percent, that people without write access may use.
func (b Budget) OutsidersShare() int {
	if b.Outsiders == nil {
		return maxOutsiders
	}
	return min(*b.Outsiders, maxOutsiders)
}

// clamp returns b with nothing beyond the bounds, and calls say for what a file had set otherwise.
func (b Budget) clamp(bounds Budget, say func(format string, values ...any)) Budget {
	b.DayUSD = least(b.DayUSD, bounds.DayUSD, "day_usd", say)
	b.DayTokens = least(b.DayTokens, bounds.DayTokens, "day_tokens", say)
	b.MonthUSD = least(b.MonthUSD, bounds.MonthUSD, "month_usd", say)
	b.MonthTokens = least(b.MonthTokens, bounds.MonthTokens, "month_tokens", say)
	b.AnalysisUSD = least(b.AnalysisUSD, bounds.AnalysisUSD, "analysis_usd", say)
	b.AnalysisTokens = least(b.AnalysisTokens, bounds.AnalysisTokens, "analysis_tokens", say)
	b.Outsiders = least(b.Outsiders, bounds.Outsiders, "outsiders", say)
	return b
}

func least[N int | int64 | float64](set, bound *N, key string, say func(format string, values ...any)) *N {
	switch {
	case bound == nil:
		return set
	case set != nil && *set <= *bound:
		return set
	case set != nil:
		say("budget.%s is %s, not %s", key, fmt.Sprint(*bound), fmt.Sprint(*set))
	}
	return bound
}
