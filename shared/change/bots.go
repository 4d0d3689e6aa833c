package change

import (
	"regexp"
	"strings"
)

// IsBot reports whether one of an author's names, such as a login, a full name or an address, is that of a program: an App, or an account named
// like one.
func IsBot(names ...string) bool {
	for _, name := range names {
		name = strings.ToLower(name)
		if local, _, address := strings.Cut(name, "@"); address {
			if agentAddresses[name] {
				return true
			}
			name = local
			if _, account, found := strings.Cut(local, "+"); found { // of GitHub's addresses without replies
				name = account
			}
		}
		if strings.HasSuffix(name, "[bot]") || botName.MatchString(name) {
			return true
		}
	}
	return false
}

// agentAddresses are those of agents with the names of people.
var agentAddresses = map[string]bool{"noreply@anthropic.com": true, "cursoragent@cursor.com": true, "support@dependabot.com": true, "support@greenkeeper.io": true}

// botName matches the names of programs that commit, and those that end in "bot" as a word of its own.
var botName = regexp.MustCompile(`^(?:bot|robot|ci|actions?|github[- ]actions?|dependabot(?:-preview)?|renovate(?:bot)?|greenkeeper(?:io)?|snykbot|imgbot|allcontributors|` +
	`all-contributors|weblate|transifex|crowdin|styleci|mergify|scala[- ]steward|pre-commit-ci|semantic-release|copybara(?:[- ]service)?|bors|` +
	`jenkins|travis ?ci|circle ?ci|codecov|deepsource|copilot|cursor ?agent)$|[-_.](?:ro)?bot$|^[\w.-]+ (?:ro)?bot$|\b(?:ci|build|release|deploy)[-_]?(?:ro)?bot\b`)
