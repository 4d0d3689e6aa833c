package checkrun

import (
	"cmp"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
)

// maxSharing bounds how many analyses of one commit are read, the newest first.
const maxSharing = 50

// Others returns the IDs of the other analyses of a's kind that have check runs among runs, which are of a's head: the newest first.
func Others(runs []*github.CheckRun, a *analysis.Analysis) []string {
	runs = slices.Clone(runs)
	slices.SortFunc(runs, func(x, y *github.CheckRun) int { return cmp.Compare(y.GetID(), x.GetID()) })
	var ids []string
	for _, run := range runs {
		id, _, ours := analysis.ParseExternalID(run.GetExternalID())
		if ours && id != a.ID && analysis.KindOf(id) == a.Kind && !slices.Contains(ids, id) && len(ids) < maxSharing {
			ids = append(ids, id)
		}
	}
	return ids
}

// Shows reports whether a check run already has the wanted content, apart from annotations.
func Shows(shown *github.CheckRun, run render.CheckRun) bool {
	return shown.GetConclusion() == string(run.Conclusion) && shown.GetOutput().GetTitle() == run.Title && shown.GetOutput().GetSummary() == run.Summary.String()
}
