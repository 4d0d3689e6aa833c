package event

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// MergeGroupKind is the kind in IDs about a group of pull requests in a merge queue. It has no analysis of its own.
const MergeGroupKind analysis.Kind = "merge_group"

// queued matches the branch of a merge group. It names the last pull request of the group.
var queued = regexp.MustCompile(`^refs/heads/gh-readonly-queue/.+/pr-([0-9]{1,9})-[0-9a-f]{40,64}$`)

// readMergeGroup accepts a group of pull requests whose checks are requested, and its end. The subject has the branch that it merges into,
// and the number of its last pull request if GitHub's branch names it.
func readMergeGroup(p *payload, e *Event) (bool, error) {
	g := &p.MergeGroup
	branch := strings.TrimPrefix(g.BaseRef, "refs/heads/")
	switch {
	case !isSHA(g.HeadSHA):
		return false, &FieldError{Field: "merge_group.head_sha"}
	case !isSHA(g.BaseSHA):
		return false, &FieldError{Field: "merge_group.base_sha"}
	case !isTitle(branch):
		return false, &FieldError{Field: "merge_group.base_ref"}
	}
	e.HeadSHA, e.BaseSHA = g.HeadSHA, g.BaseSHA
	e.Subject = analysis.Subject{Kind: MergeGroupKind, Ref: branch}
	if last := queued.FindStringSubmatch(g.HeadRef); last != nil {
		e.Subject.Number, _ = strconv.Atoi(last[1])
	}
	return true, setRepository(p, e)
}

// IsMergeGroup reports whether the event is about a group of pull requests in a merge queue.
func (e Event) IsMergeGroup() bool { return e.Subject.Kind == MergeGroupKind }

// Opened returns the event of a pull request of e's repository, as if it had just been opened.
func (e Event) Opened(number int, headSHA string) Event {
	e.Event, e.Action, e.Intent, e.Parked, e.Doubted = "pull_request", "opened", Analyze, false, false
	e.Delivery += "-" + strconv.Itoa(number)
	e.Subject = analysis.Subject{Kind: pullRequestKind, Number: number}
	e.HeadSHA, e.BaseSHA, e.AnalysisID, e.UpdatedAt, e.Command = headSHA, "", "", time.Time{}, Command{}
	return e
}
