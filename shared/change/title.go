package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// SaysFix reports whether a title, of a commit or a pull request, says that it fixes the program. It knows only words: "Fix typo in README" and "docs:
// fix link" fix nothing that runs.
func SaysFix(title string) bool {
	fix := false
	for i, word := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r < '0' || r > '9' && r < 'a' && r != '_' || r > 'z' && r < 0x80 }) {
		if otherWords[word] || i == 0 && otherKinds[word] {
			return false
		}
		fix = fix || fixWords[word]
	}
	return fix
}

var (
	fixWords = text.Words(`fix fixes fixed fixing bug bugs bugfix bugfixes crash crashes crashed panic panics regression deadlock race leak leaks
		leaking overflow wrong broken incorrect incorrectly fault failure hang hangs`)
	otherWords = text.Words(`typo typos doc docs documentation readme test tests lint linter linting format formatting build ci travis comment
		comments changelog spelling grammar`)
	otherKinds = text.Words("feat chore style refactor")
)
