package recording

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
)

// Set is a set of a model's answers.
type Set struct {
	Model  string
	Prompt string // digest of the instructions
	Notes  []string
	Taken  []Answer
}

// Answer is a model's answer to one question about a change.
type Answer struct {
	Change        string
	Call          play.Call
	Message       string // digest of the question's message; unknown: of any
	Input, Output *int64 // tokens
	Finish        string
	Content       string
}

// Decode reads a set.
func Decode(text []byte) (*Set, error) {
	archive := txtar.Parse(text)
	s := &Set{}
	for line := range strings.Lines(string(archive.Comment)) {
		switch name, value, _ := strings.Cut(strings.TrimSpace(line), ": "); name {
		case "model":
			s.Model = value
		case "prompt":
			s.Prompt = value
		default:
			s.Notes = append(s.Notes, strings.TrimSpace(line))
		}
	}
	if s.Model == "" || s.Prompt == "" {
		return nil, errors.New(`no recordings: the file must begin with lines "model: NAME" and "prompt: DIGEST"`)
	}
	for _, f := range archive.Files {
		fields := strings.Fields(f.Name)
		if len(fields) != 6 {
			return nil, fmt.Errorf("%q names no answer: it must be CHANGE CALL MESSAGE INPUT OUTPUT FINISH", f.Name)
		}
		a := Answer{Change: fields[0], Call: play.Call(fields[1]), Message: fields[2], Finish: fields[5], Content: strings.TrimSuffix(string(f.Data), "\n")}
		for i, tokens := range []**int64{&a.Input, &a.Output} {
			if n, err := strconv.ParseInt(fields[3+i], 10, 64); err == nil {
				*tokens = &n
			} else if fields[3+i] != unknown {
				return nil, fmt.Errorf("%q: %s is no number of tokens", f.Name, fields[3+i])
			}
		}
		s.Taken = append(s.Taken, a)
	}
	return s, nil
}

// unknown stands for a number of tokens or a reason that the endpoint does not report, and for the digest of an unread message.
const unknown = "-"

// Encode writes a set, sorted.
func (s *Set) Encode() []byte {
	archive := txtar.Archive{Comment: []byte("model: " + s.Model + "\nprompt: " + s.Prompt + "\n")}
	for _, note := range s.Notes {
		archive.Comment = append(archive.Comment, note+"\n"...)
	}
	taken := slices.Clone(s.Taken)
	slices.SortFunc(taken, func(a, b Answer) int { return cmp.Or(cmp.Compare(a.Change, b.Change), cmp.Compare(a.Call, b.Call)) })
	for _, a := range taken {
		name := fmt.Sprintf("%s %s %s %s %s %s", a.Change, a.Call, a.Message, number(a.Input), number(a.Output), cmp.Or(a.Finish, unknown))
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(unmarked(a.Content) + "\n")})
	}
	return txtar.Format(&archive)
}

func number(n *int64) string {
	if n == nil {
		return unknown
	}
	return strconv.FormatInt(*n, 10)
}

// unmarked indents lines that would begin another file. JSON has none outside of its strings, where a line break is written as \n.
func unmarked(content string) string {
	return strings.TrimPrefix(strings.ReplaceAll("\n"+content, "\n-- ", "\n -- "), "\n")
}

// find returns the answer to a call of a change's review; nil if there is none.
func (s *Set) find(change string, call play.Call) *Answer {
	i := slices.IndexFunc(s.Taken, func(a Answer) bool { return a.Change == change && a.Call == call })
	if i < 0 {
		return nil
	}
	return &s.Taken[i]
}
