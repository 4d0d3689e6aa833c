package repository

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// inside is a condition that only pull requests of a bot's account, or of the repository's own branches, fulfill. On other events both
// sides differ, so that the job does not run. Source: https://docs.zizmor.sh/audits/#bot-conditions, which warns of github.actor.
var inside = regexp.MustCompile(`^github\.event\.pull_request\.(?:user\.login\s*==\s*'[\w-]+\[bot\]'|head\.repo\.full_name\s*==\s*github\.repository)$`)

// gated reports whether a job runs for no outsider's pull request. With "or" in its condition that is not decided.
func gated(job *actionlint.Job) bool {
	if job == nil || job.If == nil || strings.Contains(job.If.Value, "||") {
		return false
	}
	condition := strings.NewReplacer("${{", "", "}}", "").Replace(job.If.Value)
	return slices.ContainsFunc(strings.Split(condition, "&&"), func(part string) bool { return inside.MatchString(strings.TrimSpace(part)) })
}

// withoutGated returns the lines of a workflow without those of its gated jobs.
func withoutGated(lines []string, parsed *actionlint.Workflow) []string {
	var jobs []*actionlint.Job
	for _, job := range parsed.Jobs {
		if job != nil && job.Pos != nil {
			jobs = append(jobs, job)
		}
	}
	slices.SortFunc(jobs, func(a, b *actionlint.Job) int { return cmp.Compare(b.Pos.Line, a.Pos.Line) }) // from the end
	kept, end := slices.Clone(lines), len(lines)
	for _, job := range jobs {
		start := min(max(job.Pos.Line-1, 0), end)
		if gated(job) {
			for i := start; i < end; i++ {
				if strings.HasPrefix(kept[i], " ") || strings.TrimSpace(kept[i]) == "" { // what follows the jobs stands at the margin
					kept[i] = ""
				}
			}
		}
		end = start
	}
	return kept
}
