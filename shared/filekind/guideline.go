package filekind

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// The files that tell reviewers, their tools and agents, or DevPlus what to look at, in lower case.
var (
	guideNames = text.Words(`agents.md agent.md agents.override.md claude.md claude.local.md gemini.md warp.md review.md reviewing.md code_review.md
		contributing.md contributing.rst contributing.txt contributing copilot-instructions.md .cursorrules .windsurfrules .clinerules .roorules
		.coderabbit.yaml .coderabbit.yml .aider.conf.yml codeowners devplus.yml devplus.yaml`)
	// placedNames count only where GitHub and DevPlus read them: a page of that name elsewhere is a page.
	placedNames  = text.Words("contributing.md contributing.rst contributing.txt contributing codeowners devplus.yml devplus.yaml")
	guidePlaces  = text.Words(".github docs .gitlab")
	guideFolders = words(".cursor/rules/ .github/instructions/ .github/prompts/ .github/agents/ .github/chatmodes/ .claude/ .agents/ .clinerules/ .windsurf/rules/")
)

// guideLengths are the lengths of guideNames by their first byte: most names need no lookup.
var guideLengths = func() (set [256]uint64) {
	for name := range guideNames {
		set[name[0]|0x20] |= 1 << len(name)
	}
	return set
}()

// Guides reports whether the file at the path tells reviewers, their tools or DevPlus what to look at.
func Guides(path string) bool {
	at := strings.LastIndexByte(path, '/') + 1
	if name := path[at:]; name != "" && guideLengths[name[0]|0x20]>>len(name)&1 == 1 && guideNames[strings.ToLower(name)] {
		if at == 0 || !placedNames[strings.ToLower(name)] || guidePlaces[strings.ToLower(path[:at-1])] {
			return true
		}
	}
	if path == "" || path[0] != '.' && !strings.Contains(path, "/.") {
		return false
	}
	for at := 0; ; { // each folder with a dot
		if path[at] == '.' && slices.ContainsFunc(guideFolders, func(folder string) bool {
			return len(path)-at >= len(folder) && path[at+1]|0x20 == folder[1] && strings.EqualFold(path[at:at+len(folder)], folder)
		}) {
			return true
		}
		next := strings.Index(path[at:], "/.")
		if next < 0 {
			return false
		}
		at += next + 1
	}
}
