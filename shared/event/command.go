package event

import (
	"strings"
	"unicode"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Command is a command to DevPlus in a comment, or by a button of a check run. Anybody can write one: package command parses it, and GitHub
// tells whether its author has the permission.
type Command struct {
	Name      string `json:"name"`           // the first word, in lower case
	Args      string `json:"args,omitempty"` // the rest of the line, its words one blank apart
	Cut       bool   `json:"cut,omitempty"`  // the line was too long to be kept whole
	CommentID int64  `json:"comment_id,omitempty"`
	SenderID  int64  `json:"sender_id"`          // of the account: a login may change hands
	Outsider  bool   `json:"outsider,omitempty"` // the sender has no write access: a budget limits such people
	Number    int    `json:"number,omitempty"`   // of the pull request or issue to answer on, if the analysis is about something else
}

// IssueKind is the kind of issues as subjects. It has no analysis.
const IssueKind analysis.Kind = "issue"

// prefix begins a command.
const prefix = "/devplus"

// The bounds of a command in bytes. Names of branches have at most 255; a range of two that long is refused.
const (
	maxVerb = 32
	maxArgs = 460
)

// readIssueComment accepts new comments of people whose first line is a command. Quotations and code blocks begin with a character of their
// own; comments of Apps, also on behalf of people, do not count.
func readIssueComment(p *payload, e *Event) (bool, error) {
	c := &p.Comment
	if c.User.Type != "User" || p.Sender.Type != "User" || c.App != nil {
		return false, nil
	}
	line, ok := commandLine(c.Body)
	if !ok {
		return false, nil
	}
	switch {
	case c.ID <= 0:
		return false, &FieldError{Field: "comment.id"}
	case c.User.ID <= 0 || !isName(c.User.Login):
		return false, &FieldError{Field: "comment.user"}
	case p.Issue.Number <= 0:
		return false, &FieldError{Field: "issue.number"}
	}
	e.Command = newCommand(line)
	e.Command.CommentID, e.Command.SenderID = c.ID, c.User.ID
	p.Sender.Login = c.User.Login
	e.Subject = analysis.Subject{Kind: IssueKind, Number: p.Issue.Number}
	if p.Issue.PullRequest != nil {
		e.Subject.Kind = pullRequestKind
	}
	return true, setRepository(p, e)
}

// commandLine returns the rest of a comment's first line after the prefix; false if the line is no command.
func commandLine(body string) (string, bool) {
	if len(body) < len(prefix) || !strings.EqualFold(body[:len(prefix)], prefix) {
		return "", false
	}
	line := body[len(prefix):]
	if end := strings.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	if line != "" && strings.IndexFunc(line, unicode.IsSpace) != 0 {
		return "", false
	}
	return line, true
}

// newCommand splits a line into its words, within bounds. Control characters, which no command has, would take six times their room in JSON.
func newCommand(line string) Command {
	const enough = 4 * (maxVerb + maxArgs)
	c := Command{Cut: len(line) > enough}
	words := strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text.Head(line, enough)))
	if len(words) == 0 {
		return c
	}
	args := strings.Join(words[1:], " ")
	c.Name, c.Args = strings.Clone(text.Head(strings.ToLower(words[0]), maxVerb)), strings.Clone(text.Head(args, maxArgs))
	c.Cut = c.Cut || len(words[0]) > maxVerb || len(args) > maxArgs
	return c
}

// The identifiers of the buttons of a check run, which GitHub bounds to 20 characters.
const (
	ReviewButton = "review_full"
	PauseButton  = "pause"
	ResumeButton = "resume"
)

// buttons maps the buttons to their commands.
var buttons = map[string]Command{
	ReviewButton: {Name: "review", Args: "full"},
	PauseButton:  {Name: PauseButton},
	ResumeButton: {Name: ResumeButton},
}

// IsButton reports whether the command comes from a button, which nobody can react to.
func (c Command) IsButton() bool { return c.CommentID == 0 }

// IsCommand reports whether the event is a command.
func (e Event) IsCommand() bool { return e.Intent == Order }

// OnPullRequest reports whether a command is about a pull request, not about an issue.
func (e Event) OnPullRequest() bool { return e.Subject.Kind == pullRequestKind }

// ReadsAll reports whether a person asks for a full review, including changes that an earlier review has read.
func (e Event) ReadsAll() bool {
	return e.Intent == Again && (e.Command.Name == "" || strings.EqualFold(e.Command.Args, buttons[ReviewButton].Args))
}

// Ordered returns the event that requests the analysis of a subject for the command of e, at a head or, without one, at the newest head.
func (e Event) Ordered(delivery string, s analysis.Subject, headSHA string) Event {
	if s.Kind != e.Subject.Kind {
		e.Command.Number = e.Subject.Number
	}
	e.Intent, e.Parked, e.Doubted, e.Delivery = Again, false, false, delivery
	e.Subject, e.HeadSHA, e.BaseSHA, e.AnalysisID = s, headSHA, "", ""
	return e
}
