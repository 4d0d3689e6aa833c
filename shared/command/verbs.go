package command

import "github.com/devplus-app/devplus/shared/page"

// Verb is what a command asks for.
type Verb string

// The verbs.
const (
	Help   Verb = "help"
	Review Verb = "review"
	Pause  Verb = "pause"
	Resume Verb = "resume"
	// The following are about the repository.
	Risk    Verb = "risk"
	Analyze Verb = "analyze"
	Config  Verb = "config"
	Notes   Verb = "notes"
	Forget  Verb = "forget"
	// Dismiss and Reopen are about one finding.
	Dismiss Verb = "dismiss"
	Reopen  Verb = "reopen"
)

// verb describes a Verb for people.
type verb struct {
	name    Verb
	takes   string // its arguments
	effect  page.Inline
	onIssue bool // it works on issues, too
}

// verbs lists all of them, in the order of the help.
var verbs = []verb{
	{Review, "[full]", page.Say("reviews the head now, drafts and bots' pull requests, too; %s reads everything again", page.Code("full")), false},
	{Pause, "", page.Say("only measures what is pushed from now on, until somebody asks"), false},
	{Resume, "", page.Say("ends that, and reviews the head if it was only measured"), false},
	{Dismiss, "F3 [reason]", page.Say("ends the finding of that name: it is not raised again on that code"), false},
	{Reopen, "F3", page.Say("takes that back"), false},
	{Risk, "[BASE..HEAD]", page.Say("scores what is not released yet, or what a range of commits brings"), true},
	{Notes, "[TAG|BASE..HEAD]", page.Say("writes the notes of that, or of the release with that tag"), true},
	{Analyze, "", page.Say("reports on the repository"), true},
	{Config, "", page.Say("shows the settings in effect, and where each comes from"), false},
	{Forget, "CONFIRM", page.Say("deletes all that DevPlus stored of the repository; for its administrators, and with that word"), false},
	{Help, "", page.Say("shows this list"), true},
}

func verbNamed(name string) (verb, bool) {
	for _, v := range verbs {
		if string(v.name) == name {
			return v, true
		}
	}
	return verb{}, false
}

// usage is how a verb is written.
func (v verb) usage() page.Inline {
	if v.takes == "" {
		return page.Code("/devplus " + string(v.name))
	}
	return page.Code("/devplus " + string(v.name) + " " + v.takes)
}

// Usages lists the commands that work on pull requests, or on issues.
func Usages(onPullRequest bool) page.Section {
	var all []page.Inline
	for _, v := range verbs {
		if onPullRequest || v.onIssue {
			all = append(all, page.Say("%s %s", v.usage(), v.effect))
		}
	}
	return page.List(page.Head{}.Intro(page.Say("The first line of a new comment can be:")), all)
}
