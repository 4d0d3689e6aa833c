package score

// Reviewed is a change, its defects, and a review's findings.
type Reviewed struct {
	Name    string
	Group   string // such as its language
	Defects []Place
	Shown   []Finding

	InputTokens, OutputTokens *int64 // nil: the endpoint does not tell them
	CostUSD                   *float64
}

// Tally sums the results of reviews of several changes.
type Tally struct {
	Changes   int
	Precision Share // findings that name a defect, of all findings
	Recall    Share // found defects, of those that are not optional
	Lines     Share // of the found ones, those with one of the defect's lines
	Category  Share // of the found ones, those with its category
	Quiet     Share // of the clean changes, those of which nothing was shown
	Noise     Mean  // findings that name no defect
	Input     Mean  // tokens
	Output    Mean
	CostUSD   Mean
}

// Add counts a change.
func (t *Tally) Add(r Reviewed) {
	m := Compare(r.Defects, r.Shown)
	t.Changes++
	found := 0
	for i, f := range m.Found {
		if f {
			found++
		}
		if r.Defects[i].Optional {
			continue
		}
		t.Recall.All++
		if f {
			t.Recall.Of++
		}
	}
	t.Precision.Of, t.Precision.All = t.Precision.Of+found, t.Precision.All+len(r.Shown)
	t.Lines.Of, t.Lines.All = t.Lines.Of+m.OnLine, t.Lines.All+found
	t.Category.Of, t.Category.All = t.Category.Of+m.Named.Of, t.Category.All+m.Named.All
	if len(r.Defects) == 0 {
		t.Quiet.All++
		if len(r.Shown) == 0 {
			t.Quiet.Of++
		}
	}
	t.Noise = append(t.Noise, float64(m.Noise))
	if r.InputTokens != nil && r.OutputTokens != nil {
		t.Input, t.Output = append(t.Input, float64(*r.InputTokens)), append(t.Output, float64(*r.OutputTokens))
	}
	if r.CostUSD != nil {
		t.CostUSD = append(t.CostUSD, *r.CostUSD)
	}
}
