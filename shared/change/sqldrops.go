package change

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// droppedLines returns the indices of the lines at which statements drop stored data. Tables that the same script has made, or rebuilds
// under their name, are not data that was stored.
func droppedLines(statements [][]sqlToken) (dropped []int) {
	made, renamed := map[string]bool{}, map[string]bool{}
	for _, s := range statements {
		words := wordsOf(s)
		if words[0] == "create" && slices.Contains(words[:min(len(words), 4)], "table") {
			made[objectAfter(words, slices.Index(words, "table")+1)] = true
		}
		if at := slices.Index(words, "rename"); at >= 0 && at+2 < len(words) && words[at+1] == "to" {
			renamed[words[at+2]] = true
		}
	}
	for i, s := range statements {
		words := wordsOf(s)
		for _, at := range drops(words) {
			name := objectAfter(words, at.object)
			if at.table && (temporary(words, name) || renamed[name] || made[name] && madeBefore(statements[:i], name)) {
				continue
			}
			dropped = append(dropped, s[at.word].line)
		}
	}
	return dropped
}

func madeBefore(statements [][]sqlToken, name string) bool {
	return slices.ContainsFunc(statements, func(s []sqlToken) bool {
		words := wordsOf(s)
		at := slices.Index(words, "table")
		return words[0] == "create" && at > 0 && objectAfter(words, at+1) == name
	})
}

func wordsOf(statement []sqlToken) []string {
	words := make([]string, len(statement))
	for i, t := range statement {
		words[i] = t.text
	}
	return words
}

func temporary(words []string, name string) bool {
	return slices.Contains(words[:min(len(words), 3)], "temporary") || slices.Contains(words[:min(len(words), 3)], "temp") || strings.HasPrefix(name, "#")
}

// objectAfter returns the name at or after word i, without its schema.
func objectAfter(words []string, i int) string {
	for i < len(words) && (words[i] == "if" || words[i] == "not" || words[i] == "exists" || words[i] == "only" || words[i] == "table" || words[i] == "from" || words[i] == "concurrently") {
		i++
	}
	for i+2 < len(words) && words[i+1] == "." {
		i += 2
	}
	if i >= len(words) {
		return ""
	}
	return words[i][strings.LastIndexByte(words[i], '.')+1:]
}

// drop is where a statement drops data: the word, the place of what is dropped, and whether that is a table.
type drop struct {
	word, object int
	table        bool
}

// keeps are the objects without data that ALTER TABLE … DROP drops.
var keeps = text.Words("constraint index key primary foreign check default not expression identity trigger rule policy statistics unique generated projection collation fulltext spatial")

// holders are the objects with data that DROP drops.
var holders = text.Words("table database schema keyspace owned tablespace")

// drops finds the parts of a statement that drop data, in the spellings of PostgreSQL, MySQL, SQLite and SQL Server.
func drops(words []string) (found []drop) {
	if at := slices.Index(words, "execute"); at >= 0 && at+1 < len(words) {
		words = slices.Concat(slices.Repeat([]string{""}, at+1), words[at+1:])
	}
	first := slices.IndexFunc(words, func(word string) bool { return verbs[word] })
	if first < 0 {
		return nil
	}
	rest := words[first:]
	next := func(i int) string {
		if i < len(rest) {
			return rest[i]
		}
		return ""
	}
	switch rest[0] {
	case "drop":
		kind := next(1)
		if kind == "temporary" || kind == "external" || kind == "foreign" {
			kind = next(2)
		}
		if holders[kind] || kind == "type" && slices.Contains(rest, "cascade") {
			found = append(found, drop{first, first + slices.Index(rest, kind) + 1, kind == "table"})
		}
	case "truncate":
		if object := next(1); object != "(" && object != "" {
			found = append(found, drop{first, first + 1, true})
		}
	case "delete":
		if where := slices.Index(rest, "where"); where < 0 && (next(1) == "from" || next(2) == "from" || len(rest) == 2) || where >= 0 && always(rest[where+1:]) {
			found = append(found, drop{first, first + 1, true})
		}
	case "update":
		if set := slices.Index(rest, "set"); set > 0 && !slices.Contains(rest, "where") && slices.Contains(rest[set:], "null") && !slices.Contains(rest[set:], "coalesce") {
			found = append(found, drop{first, first + 1, false})
		}
	case "alter":
		for i, word := range rest {
			if word != "drop" && word != "truncate" || i < 2 || next(1) != "table" && next(1) != "foreign" {
				continue
			}
			if before := rest[:i]; slices.Contains(before[max(0, i-4):], "alter") && i > 5 && next(i+1) != "column" && keeps[next(i+1)] {
				continue // ALTER c DROP DEFAULT
			}
			if object := next(i + 1); object != "" && !keeps[object] {
				found = append(found, drop{first + i, first + i + 1, false})
			}
		}
	case "create":
		if next(1) == "or" && next(2) == "replace" && next(3) == "table" {
			found = append(found, drop{first, first + 4, true})
		}
	}
	return found
}

// verbs begin statements that may drop data; before them may stand labels, BEGIN, IF or WITH.
var verbs = text.Words("drop truncate delete update alter create insert select grant comment with")

// always reports whether a condition holds for every row.
func always(condition []string) bool {
	return len(condition) == 1 && condition[0] == "true" || len(condition) >= 3 && condition[0] == condition[2] && condition[1] == "="
}
