package config

// Price is the price of the models' tokens. The models of quick and deep reviews have their own prices.
type Price struct {
	Input  *float64 `env:"MODEL_PRICE_INPUT" help:"USD per million input tokens; unset: unpriced"`
	Output *float64 `env:"MODEL_PRICE_OUTPUT" help:"USD per million output tokens; unset: unpriced"`

	NameQuick   string   `env:"MODEL_NAME_QUICK" help:"the model of quick reviews, as set in Kestra; if set, its price is MODEL_PRICE_*_QUICK; unset: the usual model and price"`
	InputQuick  *float64 `env:"MODEL_PRICE_INPUT_QUICK" help:"USD per million input tokens of MODEL_NAME_QUICK; unset: unpriced"`
	OutputQuick *float64 `env:"MODEL_PRICE_OUTPUT_QUICK" help:"USD per million output tokens of MODEL_NAME_QUICK; unset: unpriced"`
	NameDeep    string   `env:"MODEL_NAME_DEEP" help:"the model of deep reviews, as set in Kestra; if set, its price is MODEL_PRICE_*_DEEP; unset: the usual model and price"`
	InputDeep   *float64 `env:"MODEL_PRICE_INPUT_DEEP" help:"USD per million input tokens of MODEL_NAME_DEEP; unset: unpriced"`
	OutputDeep  *float64 `env:"MODEL_PRICE_OUTPUT_DEEP" help:"USD per million output tokens of MODEL_NAME_DEEP; unset: unpriced"`

	NameFallback   string   `env:"MODEL_NAME_FALLBACK" help:"the model that answers when the usual one is unavailable, as set in Kestra; its price is MODEL_PRICE_*_FALLBACK"`
	InputFallback  *float64 `env:"MODEL_PRICE_INPUT_FALLBACK" help:"USD per million input tokens of MODEL_NAME_FALLBACK; unset: unpriced"`
	OutputFallback *float64 `env:"MODEL_PRICE_OUTPUT_FALLBACK" help:"USD per million output tokens of MODEL_NAME_FALLBACK; unset: unpriced"`
}

// Rate is the price of one model's tokens, in USD per million; nil: not known.
type Rate struct{ Input, Output *float64 }

// Of returns the rate of the model that an effort chooses: quick, deep, or any other for the usual one.
func (p Price) Of(effort string) Rate {
	quick, deep := Rate{p.InputQuick, p.OutputQuick}, Rate{p.InputDeep, p.OutputDeep}
	switch {
	case effort == "quick" && (p.NameQuick != "" || quick != Rate{}):
		return quick
	case effort == "deep" && (p.NameDeep != "" || deep != Rate{}):
		return deep
	}
	return Rate{p.Input, p.Output}
}

// Fallback returns the rate of the model that answers where another is away.
func (p Price) Fallback() Rate { return Rate{p.InputFallback, p.OutputFallback} }

// Unpriced lists the models without a price, by the variables that name them.
func (p Price) Unpriced() (models []string) {
	for _, one := range []struct{ effort, name string }{{"", "MODEL_NAME"}, {"quick", "MODEL_NAME_QUICK"}, {"deep", "MODEL_NAME_DEEP"}} {
		if rate := p.Of(one.effort); !rate.Known() && (one.effort == "" || rate != p.Of("")) {
			models = append(models, one.name)
		}
	}
	if p.NameFallback != "" && !p.Fallback().Known() {
		models = append(models, "MODEL_NAME_FALLBACK")
	}
	return models
}

// Known reports whether the rate is known in full.
func (r Rate) Known() bool { return r.Input != nil && r.Output != nil }

// USD returns the price of tokens at a known rate.
func (r Rate) USD(input, output int64) float64 {
	return (float64(input)**r.Input + float64(output)**r.Output) / 1e6
}
