package page

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// Writer makes links to one repository's pages. It also reads foreign Markdown, and keeps its links to that repository.
type Writer struct {
	Host        string   // of links; empty: github.com
	Repository  string   // "owner/name"
	HeadSHA     string   // of the analysis
	Refs        []string // further commits and branches that we resolved
	Annotations int      // the most annotations that a page may have
	// References keeps foreign links to issues and pull requests. They are for check runs only: GitHub notes a link in a comment or a
	// release at its target.
	References bool
}

// Blob links lines of a file at the head. end 0 stands for one line, start 0 for the whole file.
func (w Writer) Blob(path string, start, end int) Inline {
	label, fragment := path, ""
	if start > 0 {
		label, fragment = label+":"+strconv.Itoa(start), "L"+strconv.Itoa(start)
	}
	if end > start {
		label, fragment = label+"-"+strconv.Itoa(end), fragment+"-L"+strconv.Itoa(end)
	}
	if !fullSHA.MatchString(w.HeadSHA) || !plainPath(path) {
		return Code(label)
	}
	return w.link(Code(label), "blob/"+w.HeadSHA+"/"+path, fragment)
}

// PullRequest links a pull request of the repository: [#12](…/pull/12).
func (w Writer) PullRequest(number int) Inline {
	if w.root() == "" {
		return Code("#" + strconv.Itoa(number))
	}
	return Inline{[]span{{kind: referenceSpan, text: "#" + strconv.Itoa(number), url: w.address("pull/"+strconv.Itoa(number), "")}}}
}

// Commit links a commit of the repository by its short SHA.
func (w Writer) Commit(sha string) Inline {
	label := Code(sha[:min(7, len(sha))])
	if !fullSHA.MatchString(sha) {
		return label
	}
	return w.link(label, "commit/"+sha, "")
}

// Compare links the comparison of two commits or tags.
func (w Writer) Compare(base, head string) Inline {
	label := Join("...", Code(base), Code(head))
	if !plainPath(base) || !plainPath(head) {
		return label
	}
	return w.link(label, "compare/"+base+"..."+head, "")
}

// Ours links a check run or a release of the repository at the address that GitHub gave for it. Without one it is the label alone.
func (w Writer) Ours(label literal, address string) Inline {
	target, ok := w.ours(address)
	if !ok {
		return Say(label)
	}
	return Inline{[]span{{kind: linkSpan, url: target, inner: Say(label).spans}}}
}

var login = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})$`)

// Account links a person's account without a mention, because a mention notifies.
func (w Writer) Account(name string) Inline {
	if !login.MatchString(name) {
		return w.Inline(name)
	}
	label := strings.ReplaceAll(name, "_", `\_`)
	return Inline{[]span{{kind: referenceSpan, text: label, url: "https://" + cmp.Or(w.Host, "github.com") + "/" + name}}}
}

func (w Writer) link(label Inline, path, fragment string) Inline {
	if w.root() == "" || label.Empty() {
		return label
	}
	return Inline{[]span{{kind: linkSpan, url: w.address(path, fragment), inner: label.spans}}}
}
