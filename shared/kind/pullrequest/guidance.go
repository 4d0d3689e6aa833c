package pullrequest

import (
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/settings"
)

// guidelines returns the paths of the default branch's files with guidelines for the reviewer.
func guidelines(set settings.Repository) (paths []string) {
	for _, f := range set.Guidelines {
		paths = append(paths, string(f))
	}
	return paths
}

// guidance returns the instructions of the settings and the default branch's files for the reviewer of these patches.
func guidance(set settings.Repository, said change.Base, patches []diff.Patch) (passages []prompt.Passage) {
	paths := make([]string, len(patches))
	for i, p := range patches {
		paths[i] = p.Path
	}
	for _, i := range set.Instructions {
		if i.Applies(paths) {
			about := "all files"
			if len(i.Paths) > 0 {
				globs := make([]string, len(i.Paths))
				for at, g := range i.Paths {
					globs[at] = string(g)
				}
				about = strings.Join(globs, ", ")
			}
			passages = append(passages, prompt.Passage{About: "for " + about, Text: string(i.Text)})
		}
	}
	for _, path := range guidelines(set) {
		if words := said.Files[path]; words != "" {
			passages = append(passages, prompt.Passage{About: "the file", Path: path, Text: words})
		}
	}
	return passages
}

// guidelineFiles returns the versions of the guideline files that the reviewer was given.
func guidelineFiles(set settings.Repository, said change.Base) (files []analysis.FileAt) {
	for _, path := range guidelines(set) {
		if said.Files[path] != "" {
			files = append(files, analysis.FileAt{Path: path, SHA: said.SHAs[path]})
		}
	}
	return files
}

// effort returns the effort, which selects the model; empty for the usual one. If a budget is nearly used up, only changes of high or
// critical risk get more than a quick review.
func effort(set settings.Repository, level change.Level, thrifty bool) string {
	depth := set.Reviews.Effort.At(level)
	if thrifty && (level == change.Low || level == change.Medium) {
		depth = settings.QuickReview
	}
	if depth == settings.QuickReview || depth == settings.DeepReview {
		return string(depth)
	}
	return ""
}

// sensitivePath names the guard of paths that the settings call sensitive.
const sensitivePath = "sensitive_path"

// maxSensitive bounds the number of named paths.
const maxSensitive = 20

// sensitive returns the guards of changed paths that the settings call sensitive.
func sensitive(patches []diff.Patch, paths settings.Paths) (guards []change.Guard) {
	for _, p := range patches {
		moved := p.PreviousPath != "" && paths.IsSensitive(p.PreviousPath)
		if (moved || paths.IsSensitive(p.Path)) && len(guards) < maxSensitive {
			first, _, _ := strings.Cut(p.Text, "\n")
			start, _ := diff.HunkStart(first)
			place := change.Place{Path: p.Path, Range: diff.Range{Start: max(start, 1), End: max(start, 1)}}
			guards = append(guards, change.Guard{Rule: sensitivePath, Floor: change.High, Place: place, Reason: "the repository's settings call the path sensitive"})
		}
	}
	return guards
}

// sensitiveWords names the sensitive paths of a change.
func sensitiveWords(f *change.Facts) page.Section {
	var named []page.Inline
	if f != nil {
		for _, g := range f.Guards {
			if g.Rule == sensitivePath {
				named = append(named, page.Code(g.Path))
			}
		}
	}
	if len(named) == 0 {
		return page.Section{}
	}
	return page.Statement("Sensitive by the repository's settings, so the level is at least high: %s.", page.Join(", ", named...))
}
