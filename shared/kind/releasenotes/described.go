package releasenotes

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	listed  = regexp.MustCompile("^(Bumps|Updates)\\s+[\\[`]([^\\]`\n]+)[\\]`](?:\\([^)\\s]*\\))?\\s+from\\s+(\\S+)\\s+to\\s+(\\S+?)\\.?$")
	groupIn = regexp.MustCompile(`^Bumps the \S.{0,80}? group with ([0-9]{1,3}) updates? in the (\S+) director(?:y|ies)\b`)
)

// described returns the updates that a bot's description lists: Dependabot's sentences, or the rows of tables. Dependabot first says how many
// updates a group has in each directory, and lists them in that order.
func described(body string) (found []Bump) {
	add := func(name, from, to, directory string) {
		b := Bump{Name: name, From: short(from), To: short(to), Directory: directory}
		if !slices.ContainsFunc(found, func(o Bump) bool { return o.Name == b.Name && (directory == "" || o.Directory == directory) }) {
			found = append(found, b)
		}
	}
	directory, directories := "", []string{}
	for row := range strings.Lines(body) {
		row = strings.TrimSpace(row)
		if m := groupIn.FindStringSubmatch(row); m != nil {
			directory = m[2]
			n, _ := strconv.Atoi(m[1])
			directories = append(directories, slices.Repeat([]string{directory}, n)...)
		} else if m := listed.FindStringSubmatch(row); m != nil {
			in := ""
			if m[1] == "Updates" && len(directories) > 0 {
				in, directories = directories[0], directories[1:]
			}
			add(m[2], m[3], m[4], in)
		} else if name, from, to, ok := tableRow(row); ok {
			add(name, from, to, directory)
		}
	}
	return found
}

var (
	linkedName = regexp.MustCompile(`^\[([^\]]+)\]\(`)
	moved      = regexp.MustCompile("`([^`]+)`\\s*(?:->|→)\\s*`([^`]+)`")
	coded      = regexp.MustCompile("^\\[?`([^`]+)`\\]?(?:\\([^)]*\\))?$")
)

// tableRow reads a row that names a package in the first cell, and its versions in one cell with an arrow or in two.
func tableRow(row string) (name, from, to string, ok bool) {
	if !strings.HasPrefix(row, "|") {
		return "", "", "", false
	}
	cells := strings.Split(strings.Trim(row, "|"), "|")
	name = strings.Trim(strings.TrimSpace(cells[0]), "`")
	if m := linkedName.FindStringSubmatch(name); m != nil {
		name = withoutCodeSpan(m[1])
	}
	if name == "" || strings.ContainsAny(name, " \t") {
		return "", "", "", false
	}
	for i, cell := range cells[1:] {
		if m := moved.FindStringSubmatch(cell); m != nil {
			return name, m[1], m[2], true
		}
		if m := coded.FindStringSubmatch(strings.TrimSpace(cell)); m != nil && i+2 < len(cells) {
			if n := coded.FindStringSubmatch(strings.TrimSpace(cells[i+2])); n != nil {
				return name, m[1], n[1], true
			}
		}
	}
	return "", "", "", false
}
