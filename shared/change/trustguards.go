package change

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// The rules of changes that would steer their own review. They need no diff, and come after the rules for dangerous lines.
const (
	claimsClass       = "claims_class"       // a file newly says that it is generated, vendored or binary
	claimsByAttribute = "claims_attribute"   // .gitattributes newly says so
	changesGuidelines = "changes_guidelines" // instructions for reviewers, their tools or DevPlus
)

var trustRules = []string{claimsClass, claimsByAttribute, changesGuidelines}

func (f *shownFile) trustGuards() (found []Guard) {
	if f.Claim != "" {
		found = append(found, f.guard(claimsClass, Medium, f.claimed,
			fmt.Sprintf("the change says that the file is %s, and the default branch does not", f.Claim)))
	}
	if f.guides {
		found = append(found, f.guard(changesGuidelines, Medium, line{}, "the change edits what its own reviewers and their tools go by"))
	}
	if namesAttributes(f.Path) {
		for _, l := range f.allLines() {
			if l.kind == '+' && filekind.SaysClass(l.raw) {
				found = append(found, f.guard(claimsByAttribute, Medium, l, "the change takes files out of the review by an attribute"))
			}
		}
	}
	return found
}

// namesAttributes reports whether the path is that of a .gitattributes file.
func namesAttributes(path string) bool {
	const name = ".gitattributes"
	at := len(path) - len(name)
	return at >= 0 && (at == 0 || path[at-1] == '/') && strings.EqualFold(path[at:], name)
}

// guides reports whether the file at the path tells reviewers of this repository what to look at: that of a dependency's copy does not.
func guides(path string) bool {
	return filekind.Guides(path) && filekind.ClassOf(path) != filekind.Vendored
}
