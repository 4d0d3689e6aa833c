package command

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// Order is a valid command.
type Order struct {
	Verb Verb
	Full bool // of Review: also the files reviewed before

	Base, Head string // of Risk and Notes: a range; empty: the unreleased commits
	Tag        string // of Notes, instead of a range
	Finding    string // of Dismiss and Reopen: its name, such as F3
	Reason     string // of Dismiss: a person's words, for people
}

// Fault says what is wrong with a command, for people. It contains none of their text.
type Fault struct {
	Says  page.Inline
	Usage page.Section // the correct form; empty if Says is enough
}

// Parse reads a command about a pull request, or about an issue. Exactly one of the results is not nil.
func Parse(c event.Command, onPullRequest bool) (*Order, *Fault) {
	if c.Name == "" && !c.Cut {
		return &Order{Verb: Help}, nil
	}
	v, known := verbNamed(c.Name)
	switch {
	case !known:
		return nil, unknown(c.Name, onPullRequest)
	case !onPullRequest && !v.onIssue:
		return nil, &Fault{Says: page.Say("%s works on pull requests only.", v.usage())}
	case c.Cut && v.name != Dismiss: // a long reason is cut
		return nil, v.fault(page.Say("The line is too long."))
	}
	o := &Order{Verb: v.name}
	if parse := arguments[v.name]; parse != nil {
		if says := parse(o, c.Args); !says.Empty() {
			return nil, v.fault(says)
		}
	} else if c.Args != "" {
		return nil, v.fault(page.Say("%s takes nothing more.", page.Code(string(v.name))))
	}
	return o, nil
}

// arguments read the text after a verb into an order, or say what is wrong with it.
var arguments = map[Verb]func(o *Order, args string) page.Inline{
	Review: func(o *Order, args string) page.Inline {
		if o.Full = strings.EqualFold(args, "full"); !o.Full && args != "" {
			return page.Say("%s takes %s or nothing.", page.Code(string(Review)), page.Code("full"))
		}
		return page.Inline{}
	},
	Dismiss: func(o *Order, args string) page.Inline {
		var name string
		name, o.Reason, _ = strings.Cut(args, " ")
		return o.name(name)
	},
	Notes: func(o *Order, args string) page.Inline {
		if o.span(args) {
			return page.Inline{}
		}
		if o.Tag = args; !isRef(args) {
			return page.Say("%s takes the name of a tag, or a range such as %s.", page.Code(string(Notes)), page.Code("v1.2.0..main"))
		}
		return page.Inline{}
	},
	Risk: func(o *Order, args string) page.Inline {
		if !o.span(args) {
			return page.Say("%s takes a range such as %s, or nothing.", page.Code(string(Risk)), page.Code("v1.2.0..main"))
		}
		return page.Inline{}
	},
	Forget: func(_ *Order, args string) page.Inline {
		if args != confirm {
			return page.Say("%s takes the word %s, in capitals: what it deletes can't be brought back.", page.Code(string(Forget)), page.Code(confirm))
		}
		return page.Inline{}
	},
	Reopen: func(o *Order, args string) page.Inline { return o.name(args) },
}

// confirm is the word that confirms Forget.
const confirm = "CONFIRM"

// span reads a range of commits; no text is also valid.
func (o *Order) span(args string) bool {
	base, head, isRange := strings.Cut(args, "..")
	if args == "" {
		return true
	}
	if !isRange || !isRef(base) || !isRef(head) {
		return false
	}
	o.Base, o.Head = base, head
	return true
}

// isRef reports whether s can name a tag, a branch or a commit, by Git's rules and a few more ("git check-ref-format").
func isRef(s string) bool {
	bad := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._/+@-", r)
	}
	return s != "" && len(s) <= maxRef && !strings.ContainsFunc(s, bad) && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "/") &&
		!strings.HasSuffix(s, "/") && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ".lock") && !strings.Contains(s, "..") &&
		!strings.Contains(s, "//") && !strings.Contains(s, "/.") && !strings.HasPrefix(s, ".") && s != "@"
}

// maxRef bounds a name in bytes, as GitHub does.
const maxRef = 255

// finding matches the names of findings.
var finding = regexp.MustCompile(`^[Ff][1-9][0-9]{0,4}$`)

// name sets the finding, or says what is wrong.
func (o *Order) name(name string) page.Inline {
	if !finding.MatchString(name) {
		return page.Say("%s takes the name of a finding.", page.Code(string(o.Verb)))
	}
	o.Finding = strings.ToUpper(name)
	return page.Inline{}
}

func (v verb) fault(says page.Inline) *Fault {
	return &Fault{says, page.Statement("Write %s, which %s.", v.usage(), v.effect)}
}

// unknown returns a fault that names the nearest command, or all.
func unknown(name string, onPullRequest bool) *Fault {
	var names []string
	for _, v := range verbs {
		if onPullRequest || v.onIssue {
			names = append(names, string(v.name))
		}
	}
	if near, ok := verbNamed(text.Nearest(name, names)); ok {
		return &Fault{page.Say("There is no such command. Did you mean %s?", near.usage()), page.Section{}}
	}
	return &Fault{page.Say("There is no such command."), Usages(onPullRequest)}
}
