package event

import "github.com/devplus-app/devplus/shared/analysis"

// Intent is the action that an event asks for.
type Intent string

// The intents.
const (
	Analyze Intent = "analyze"  // the subject may need an analysis
	Again   Intent = "again"    // a person or a waiting deployment asks for an analysis of the head
	Stop    Intent = "stop"     // the subject no longer needs an analysis
	StopAll Intent = "stop_all" // the installation or the repository is gone
	Split   Intent = "split"    // the event covers many repositories: dispatch publishes one event for each
	Sweep   Intent = "sweep"    // pull requests of the repository may have been missed
	Follow  Intent = "follow"   // the repository has another name, owner or installation
	Removed Intent = "removed"  // the installation lost repositories
	Order   Intent = "order"    // a person asks for something by a command
	Settle  Intent = "settle"   // a conversation about a finding was resolved, or opened again
	Refresh Intent = "refresh"  // the default branch has new unreleased commits
)

// intentOf derives the intent from GitHub's event and action. It also serves events of other versions, whose intent is missing or unknown.
func intentOf(e Event) Intent {
	switch e.Event + " " + e.Action {
	case "check_run rerequested", "check_suite rerequested", "deployment_protection_rule requested":
		return Again
	case "issue_comment created", "check_run requested_action":
		return Order
	case "pull_request closed", "pull_request converted_to_draft", "release deleted", "merge_group destroyed":
		return Stop
	case "installation deleted", "installation suspend", "repository deleted", "repository archived":
		return StopAll
	case "repository renamed", "repository transferred":
		return Follow
	case "repository unarchived":
		return Sweep
	case "installation_repositories removed":
		return Removed
	case "pull_request_review_thread resolved", "pull_request_review_thread unresolved":
		return Settle
	case "push pushed":
		return Refresh
	}
	if (e.Event == "installation" || e.Event == "installation_repositories" || e.Event == Schedule) && e.Repository.ID == 0 {
		return Split
	}
	return Analyze
}

func (i Intent) known() bool {
	return i == Analyze || i == Again || i == Stop || i == StopAll || i == Split || i == Refresh ||
		i == Order || i == Sweep || i == Settle || i == Follow || i == Removed
}

// The kinds that some events imply. Each is the Name of a kind's descriptor.
const (
	pullRequestKind analysis.Kind = "pull_request"
	releaseRiskKind analysis.Kind = "release_risk"
	repositoryKind  analysis.Kind = "repository"
)

// String returns GitHub's event and action, such as "pull_request opened".
func (e Event) String() string { return e.Event + " " + e.Action }

// NamesSubject reports whether the event names its subject. "Re-run all checks" does not if GitHub names no pull request with that head.
func (e Event) NamesSubject() bool { return e.Event != "check_suite" || e.Subject.Number > 0 }

// OnlyNew reports whether a Split event asks only for repositories that were never analyzed.
func (e Event) OnlyNew() bool { return e.Event == "installation_repositories" }

// Intents returns what a Split event asks for in each repository.
func (e Event) Intents() []Intent {
	switch e.Event + " " + e.Action {
	case "schedule daily", "installation unsuspend", "installation new_permissions_accepted":
		return []Intent{Sweep}
	case "installation created", "installation_repositories added":
		return []Intent{Analyze, Sweep}
	}
	return []Intent{Analyze}
}

// Recurs reports whether the event is scheduled, and so comes again.
func (e Event) Recurs() bool { return e.Event == Schedule }

// Removes reports whether the event permanently takes repositories from the App: a deleted installation or repository.
func (e Event) Removes() bool {
	return e.Action == "deleted" && (e.Event == "installation" || e.Event == "repository")
}

// Moved reports whether the repository was transferred to another owner.
func (e Event) Moved() bool { return e.Event == "repository" && e.Action == "transferred" }

// IsRelease reports whether the event is about a release, not only about its tag.
func (e Event) IsRelease() bool { return e.Event == "release" }

// Unreleased returns the event that refreshes the next release after an event that Releases.
func (e Event) Unreleased() Event {
	e.Event, e.Action, e.Intent, e.Delivery = "push", "pushed", Refresh, e.Delivery+"-next"
	e.Subject, e.HeadSHA, e.BaseSHA = analysis.Subject{Ref: e.Repository.DefaultBranch}, "", ""
	e.Parked, e.Doubted = false, false
	return e
}

// Releases reports whether the event makes commits part of a release.
func (e Event) Releases() bool {
	return e.Event == "create" || e.Event == "release" && (e.Action == "published" || e.Action == "prereleased" || e.Action == "deleted")
}

// Creates reports whether the event says that its subject is new.
func (e Event) Creates() bool { return e.Action == "created" }

// Shows reports whether the event says that GitHub shows its release to everybody. That it is missing then means nothing at first: replicas lag.
func (e Event) Shows() bool {
	return e.IsRelease() && !e.Doubted && (e.Action == "published" || e.Action == "prereleased" || e.Action == "released")
}

// RepeatsPublished reports whether the event repeats that a release was published: GitHub sends "released" in addition to "published".
func (e Event) RepeatsPublished() bool { return e.Event == "release" && e.Action == "released" }

// SomebodyWaits reports whether a person or a deployment waits for the answer: a gate, a release, a command or a re-run.
func (e Event) SomebodyWaits() bool {
	return e.Intent == Again || e.Intent == Order || e.Subject.Environment != "" || e.Subject.Tag != "" || e.IsRelease() || e.IsMergeGroup()
}

// Background reports whether nobody waits for the answer: whole installations, the schedule and sweeps, but not events that end analyses.
func (e Event) Background() bool {
	switch e.Intent {
	case Split, Sweep:
		return true
	case Analyze:
		return e.Event == "installation" || e.Event == "installation_repositories" || e.Event == Schedule
	}
	return false
}
