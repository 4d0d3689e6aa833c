package event

import "github.com/devplus-app/devplus/shared/analysis"

// Intent is what an event asks for.
type Intent string

// The intents.
const (
	Analyze Intent = "analyze"  // the subject may need an analysis
	Again   Intent = "again"    // a person, or a deployment that waits, asks for the head
	Stop    Intent = "stop"     // the subject needs no analysis any more
	StopAll Intent = "stop_all" // the installation or the repository is gone
	Split   Intent = "split"    // it covers many repositories: dispatch publishes one event for each
)

// intentOf decides what GitHub's event and action ask for. Of an event that another version published, with an intent that this one
// does not know, the words still tell.
func intentOf(e Event) Intent {
	switch e.Event + " " + e.Action {
	case "check_run rerequested", "check_suite rerequested", "deployment_protection_rule requested":
		return Again
	case "pull_request closed", "pull_request converted_to_draft", "release deleted":
		return Stop
	case "installation deleted", "installation suspend", "repository deleted":
		return StopAll
	}
	if (e.Event == "installation" || e.Event == "installation_repositories" || e.Event == Schedule) && e.Repository.ID == 0 {
		return Split
	}
	return Analyze
}

func (i Intent) known() bool {
	return i == Analyze || i == Again || i == Stop || i == StopAll || i == Split
}

// The kinds that an event asks for where GitHub's event leaves only one. Each is the Name of a kind's descriptor.
const (
	pullRequestKind analysis.Kind = "pull_request"
	releaseRiskKind analysis.Kind = "release_risk"
	repositoryKind  analysis.Kind = "repository"
)

// String names the event as GitHub does, such as "pull_request opened".
func (e Event) String() string { return e.Event + " " + e.Action }

// NamesSubject reports whether the event says which subject it is about. "Re-run all checks" does not, where GitHub names no pull
// request with that head.
func (e Event) NamesSubject() bool { return e.Event != "check_suite" || e.Subject.Number > 0 }

// OnlyNew reports whether an event that is split asks only for repositories that were never analyzed.
func (e Event) OnlyNew() bool { return e.Event == "installation_repositories" }

// IsRelease reports whether the event is about a release, not only about its tag.
func (e Event) IsRelease() bool { return e.Event == "release" }

// Creates reports whether the event says that its subject is new.
func (e Event) Creates() bool { return e.Action == "created" }

// RepeatsPublished reports whether the event only says once more that a release was published: GitHub sends "released" beside
// "published".
func (e Event) RepeatsPublished() bool { return e.Event == "release" && e.Action == "released" }
