package page

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	repositoryName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`)
	fullSHA        = regexp.MustCompile(`^[0-9a-f]{7,64}$`)
	lineFragment   = regexp.MustCompile(`^L[0-9]{1,7}(?:-L[0-9]{1,7})?$`)
	numbered       = regexp.MustCompile(`^(?:issues|pull)/[0-9]{1,10}$`)
	checkRun       = regexp.MustCompile(`^runs/[0-9]{1,20}$`)
)

// maxURL bounds a foreign address that may be linked, in bytes.
const maxURL = 500

// root returns the address of the repository's page, empty if the repository has no name that GitHub allows.
func (w Writer) root() string {
	if !repositoryName.MatchString(w.Repository) {
		return ""
	}
	return "https://" + cmp.Or(w.Host, "github.com") + "/" + w.Repository + "/"
}

// linkable returns a foreign address for a link. ok is false unless it is a page of the repository that only displays: a file or folder at a
// commit or branch that we resolved, such a commit, a release, or, with References, an issue or pull request by its number.
func (w Writer) linkable(address string) (target string, ok bool) {
	path, fragment, ok := w.pathOf(address)
	if !ok || fragment != "" && !lineFragment.MatchString(fragment) {
		return "", false
	}
	ok = w.References && numbered.MatchString(path) && fragment == ""
	if tag, is := strings.CutPrefix(path, "releases/tag/"); is {
		ok = tag != "" && fragment == ""
	}
	for _, ref := range append(slices.Clone(w.Refs), w.HeadSHA) {
		if ref == "" {
			continue
		}
		ok = ok || path == "commit/"+ref && fullSHA.MatchString(ref)
		for _, page := range []string{"blob/", "tree/"} {
			ok = ok || path == page+ref || strings.HasPrefix(path, page+ref+"/")
		}
	}
	return w.address(path, fragment), ok
}

// ours returns the address of a check run or a release of the repository, as GitHub gave it to us.
func (w Writer) ours(address string) (target string, ok bool) {
	path, fragment, ok := w.pathOf(address)
	if !ok || fragment != "" || !checkRun.MatchString(path) && !strings.HasPrefix(path, "releases/tag/") {
		return "", false
	}
	return w.address(path, ""), true
}

// pathOf returns the path below the repository of an address, not encoded; ok is false where a browser might read another one.
func (w Writer) pathOf(address string) (path, fragment string, ok bool) {
	root := w.root()
	if root == "" || len(address) > maxURL || len(address) < len(root) || !strings.EqualFold(address[:len(root)], root) {
		return "", "", false
	}
	rest, fragment, _ := strings.Cut(address[len(root):], "#")
	if strings.ContainsAny(rest, `?\`) {
		return "", "", false
	}
	path, err := url.PathUnescape(rest)
	return path, fragment, err == nil && plainPath(path)
}

// plainPath reports whether every segment of a path names something: none leads up, and none is encoded once more.
func plainPath(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	encoded := strings.Contains(path, "%2") || strings.Contains(path, "%5") // of a dot, a slash or a backslash
	return !encoded && !strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r == unicode.ReplacementChar || unicode.IsControl(r) })
}

// address returns the encoded address of a page of the repository, for a link in Markdown.
func (w Writer) address(path, fragment string) string {
	if fragment != "" {
		fragment = "#" + fragment
	}
	return w.root() + encoded(path) + fragment
}

// encoded percent-encodes the characters of a path that can't stand between a Markdown link's parentheses, or that GitHub might act on.
// An ampersand, which would begin an entity, is written as one.
func encoded(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._/=+,:", c) >= 0:
			b.WriteByte(c)
		case c == '&':
			b.WriteString("&amp;")
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
