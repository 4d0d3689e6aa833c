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
	guideFolders = words(".cursor/rules/ .github/instructions/ .github/prompts/ .github/agents/ .github/chatmodes/ .claude/ .agents/ .clinerules/ .windsurf/rules/")
)

// Guides reports whether the file at the path tells reviewers, their tools or DevPlus what to look at.
func Guides(path string) bool {
	if guideNames[strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])] {
		return true
	}
	if path == "" || path[0] != '.' && !strings.Contains(path, "/.") {
		return false
	}
	lower := strings.ToLower(path)
	for at := 0; ; { // each folder with a dot
		if strings.HasPrefix(lower[at:], ".") && slices.ContainsFunc(guideFolders, func(folder string) bool { return strings.HasPrefix(lower[at:], folder) }) {
			return true
		}
		next := strings.Index(lower[at:], "/.")
		if next < 0 {
			return false
		}
		at += next + 1
	}
}
