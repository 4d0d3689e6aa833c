package score

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Print writes a table with a row for each group and one for all.
func Print(out io.Writer, reviewed []Reviewed) error {
	groups := map[string]*Tally{}
	var names []string
	var all Tally
	for _, r := range reviewed {
		if groups[r.Group] == nil {
			groups[r.Group] = &Tally{}
			names = append(names, r.Group)
		}
		groups[r.Group].Add(r)
		all.Add(r)
	}
	slices.Sort(names)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tchanges\tprecision\trecall\tright line\tright category\tclean ones left alone\tnoise a change")
	for _, name := range names {
		groups[name].row(w, name)
	}
	all.row(w, "all")
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nCost a change: %s\n", all.cost())
	return err
}

func (t *Tally) row(w io.Writer, name string) {
	fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", name, t.Changes, t.Precision, t.Recall, t.Lines, t.Category, t.Quiet, t.Noise.Format(2))
}

func (t *Tally) cost() string {
	if len(t.Input) == 0 {
		return "the endpoint tells no tokens."
	}
	words := fmt.Sprintf("%s input tokens, %s output tokens", t.Input.Format(0), t.Output.Format(0))
	if len(t.CostUSD) == 0 {
		return words + "; unpriced: set MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT, USD per million tokens."
	}
	return fmt.Sprintf("%s, %s USD.", words, t.CostUSD.Format(4))
}
