package budget

// View is the JSON of a Period in the report API and the local command.
type View struct {
	ID          string   `json:"id"`
	Reviews     int      `json:"reviews"`
	Tokens      int64    `json:"tokens"`
	USD         *float64 `json:"usd"`       // nil: nothing was priced
	Unpriced    int      `json:"unpriced"`  // reviews without a price: they are not in USD
	Estimated   int      `json:"estimated"` // reviews whose endpoint counts no tokens: their reservations count
	Unknown     int      `json:"unknown"`   // reviews without any known use
	LimitTokens *int64   `json:"limit_tokens"`
	LimitUSD    *float64 `json:"limit_usd"`
}

// View returns the public form of p.
func (p *Period) View() View {
	v := View{
		ID: p.ID, Reviews: p.Reviews, Tokens: p.Spent.Tokens,
		Unpriced: p.Unpriced, Estimated: p.Estimated, Unknown: p.Unknown, LimitTokens: p.LimitTokens,
	}
	if p.Reviews > p.Unpriced || p.Spent.Micros > 0 {
		v.USD = inUSD(p.Spent.Micros)
	}
	if p.LimitMicros != nil {
		v.LimitUSD = inUSD(*p.LimitMicros)
	}
	return v
}

func inUSD(micros int64) *float64 { return new(float64(micros) / 1e6) }
