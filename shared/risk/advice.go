package risk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
)

// much is the percentage of the repository's changes that a driver must exceed to be worth an advice.
const much = 80

// advice says how the author can reduce a driver of a change's risk; empty if there is no useful
// advice.
func (a Assessment) advice(d Driver, f *change.Facts) string {
	if f == nil || d.Here < much && LevelOf(a.Score) != change.High && LevelOf(a.Score) != change.Critical {
		return ""
	}
	untested := !slices.ContainsFunc(f.Classes, func(c change.ClassTotals) bool { return c.Class == filekind.Test && c.Additions > 0 })
	switch {
	case d.Name == NewLogic && splits(f) != "":
		return splits(f)
	case d.Name == NewLogic && untested:
		return "Add a test: no line of tests is new."
	case d.Name == FileHistory && f.Fix && untested:
		return "Add a test that fails without this fix."
	}
	return ""
}

// splits says how the change falls into parts that can be reviewed one by one; empty if it does not.
func splits(f *change.Facts) string {
	words, total, migrates := map[string]int{}, 0, false
	for _, file := range f.Files {
		switch {
		case file.Class == filekind.Migration:
			migrates = migrates || file.Additions > 0
		case file.Code.NewWords > 0:
			words[folderOf(file.Path)] += file.Code.NewWords
			total += file.Code.NewWords
		}
	}
	if migrates && total > 0 {
		return "Split the migration from the rest of the change."
	}
	folders := make([]string, 0, len(words))
	for folder, n := range words {
		if 4*n >= total {
			folders = append(folders, folder)
		}
	}
	if len(folders) < 2 {
		return ""
	}
	slices.SortFunc(folders, func(x, y string) int { return cmp.Or(cmp.Compare(words[y], words[x]), cmp.Compare(x, y)) })
	for i, folder := range folders {
		folders[i] = fmt.Sprintf("%s (%d%%)", folder, 100*words[folder]/total)
	}
	return "Split it if its parts can stand alone: " + strings.Join(folders, ", ") + "."
}

// folderOf returns the top two folders of a path, or "the top folder".
func folderOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) == 1 {
		return "the top folder"
	}
	return strings.Join(parts[:min(len(parts)-1, 2)], "/")
}
