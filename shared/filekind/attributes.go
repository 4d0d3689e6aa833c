package filekind

import (
	"path"
	"slices"
	"strings"
)

// Attributes are the rules of a .gitattributes file that say what files are for. The zero value has none. Source: gitattributes(5) and
// https://github.com/github-linguist/linguist/blob/main/docs/overrides.md
type Attributes struct{ rules []attributeRule }

type attributeRule struct {
	pattern string // without a leading slash
	rooted  bool   // the pattern is of whole paths, not of base names
	namedClass
}

// namedClass is a class that a line names.
type namedClass struct {
	class Class
	set   bool // false: files are not of the class, whatever their paths say
	unset bool // as if no earlier line named it
}

// macroPrefix begins a line that names attributes together.
const macroPrefix = "[attr]"

// attributeClasses are the attributes that take a file out of production.
var attributeClasses = map[string]Class{
	"linguist-generated": Generated, "linguist-vendored": Vendored, "linguist-documentation": Docs,
}

// ParseAttributes reads the .gitattributes file at a repository's root. It ignores what Git ignores: lines that it cannot read.
func ParseAttributes(text string) Attributes {
	var a Attributes
	macros := map[string][]namedClass{}
	for line := range strings.Lines(text) {
		pattern, fields := attributesOf(line)
		named := namedClasses(fields, macros)
		if name, ok := strings.CutPrefix(pattern, macroPrefix); ok {
			macros[name] = named
			continue
		}
		rooted := strings.Contains(pattern, "/")
		for _, n := range named {
			a.rules = append(a.rules, attributeRule{strings.TrimPrefix(pattern, "/"), rooted, n})
		}
	}
	return a
}

// SaysClass reports whether the line of a .gitattributes file takes files out of production, or keeps the diff of such files from people.
func SaysClass(line string) bool {
	pattern, fields := attributesOf(line)
	hides := func(field string) bool { return field == "-diff" || field == "binary" }
	return slices.ContainsFunc(namedClasses(fields, nil), func(n namedClass) bool { return n.set }) ||
		slices.ContainsFunc(fields, hides) && ClassOf(pattern).Runs()
}

// attributesOf returns the pattern of a line, or the name of a macro after macroPrefix, and the attributes that it names.
func attributesOf(line string) (pattern string, fields []string) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' || line[0] == '!' {
		return "", nil
	}
	rest := ""
	if quoted, found := strings.CutPrefix(line, `"`); found {
		if pattern, rest, found = strings.Cut(quoted, `"`); !found {
			return "", nil
		}
	} else {
		at := strings.IndexAny(line, " \t")
		if at < 0 {
			return "", nil
		}
		pattern, rest = line[:at], line[at:]
	}
	if pattern == "" {
		return "", nil
	}
	return pattern, strings.Fields(rest)
}

// namedClasses returns the classes that attributes set or take away, in their order: the last one counts.
func namedClasses(fields []string, macros map[string][]namedClass) (named []namedClass) {
	for _, field := range fields {
		name, value, valued := strings.Cut(field, "=")
		name, denied := strings.CutPrefix(name, "-")
		name, unset := strings.CutPrefix(name, "!")
		if class, known := attributeClasses[name]; known {
			named = slices.DeleteFunc(named, func(n namedClass) bool { return n.class == class })
			named = append(named, namedClass{class, !denied && !unset && (!valued || value != "false"), unset})
		} else if !denied && !unset {
			named = append(named, macros[name]...)
		}
	}
	return named
}

// ClassOf returns the class that the rules give a file; ok is false if no rule matches. If the rules only say what a file is not, its
// language decides.
func (a Attributes) ClassOf(filePath string) (class Class, ok bool) {
	denied := Class("")
	for _, r := range a.rules {
		if !r.matches(filePath) {
			continue
		}
		switch {
		case r.set:
			class, denied = r.class, ""
		case r.unset && class == r.class:
			class = ""
		case r.unset:
			if denied == r.class {
				denied = ""
			}
		case class == r.class, class == "":
			class, denied = "", r.class
		}
	}
	if class == "" && denied != "" && ClassOf(filePath) == denied {
		class = ByLanguage(filePath)
	}
	return class, class != ""
}

func (r attributeRule) matches(filePath string) bool {
	if !r.rooted {
		ok, err := path.Match(r.pattern, path.Base(filePath))
		return ok && err == nil
	}
	return matchFolders(strings.Split(r.pattern, "/"), strings.Split(filePath, "/"))
}

// matchFolders matches a path part by part; ** matches any number of folders. Patterns are of a trusted branch, but may be clumsy: the
// work is bounded by the product of both lengths.
func matchFolders(pattern, parts []string) bool {
	matched := make([]bool, len(parts)+1) // the pattern so far matches the first n parts
	matched[0] = true
	for i, p := range pattern {
		next := make([]bool, len(parts)+1)
		for n := range matched {
			switch {
			case p == "**":
				next[n] = matched[n] && i < len(pattern)-1 || n > 0 && next[n-1] || n > 0 && i == len(pattern)-1 && matched[n-1]
			case n > 0 && matched[n-1]:
				ok, err := path.Match(p, parts[n-1])
				next[n] = ok && err == nil
			}
		}
		matched = next
	}
	return matched[len(parts)]
}
