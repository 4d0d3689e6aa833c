package surround

import (
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// ambient are the families whose files see definitions of others without an import that names their file.
var ambient = map[string]bool{"ruby": true, "csharp": true, "swift": true, "c": true, "sql": true}

// candidates returns the definitions that a use may mean, at most MaxCandidates: those in sight, or the one that the word before the name
// leaves of more. Where none is in sight, ambient families may mean one elsewhere. Those in sight to which too little ties the use come
// apart: they may be meant, and so may the only type of a compound name.
func (s *selector) candidates(u use) (meant, possible []candidate) {
	if u.file.family == "" {
		return nil, s.named(u)
	}
	var sight, beyond []candidate
	own := 0
	for _, c := range s.byName[u.name] {
		if !related(u.file.family, c.family) {
			continue
		}
		switch tier := s.tier(u.file, c); {
		case s.defines(u, c):
			own++
		case !s.usable(u, c) || overloads(sight, c):
		case tier < elsewhere:
			sight = append(sight, c)
		case ambient[c.family] && s.reaches(u, c):
			beyond = append(beyond, c)
		}
	}
	if len(sight) == 0 {
		sight = beyond
	}
	if own+len(sight) > MaxCandidates {
		if fit := s.narrow(u, sight); len(fit) == 1 && s.certain(u, fit[0]) {
			return fit, nil
		}
		return nil, nil
	}
	for _, c := range sight {
		switch vague := s.vague(u, c); {
		case !slices.ContainsFunc(u.refs, func(r symbols.Reference) bool { return !s.foreign(u, r, c) }):
		case !vague:
			meant = append(meant, c)
		case s.tier(u.file, c) < elsewhere, len(sight) == 1 && c.Kind == symbols.Type && compound.MatchString(c.Name):
			possible = append(possible, c)
		}
	}
	return meant, possible
}

// vague reports whether too little ties the use to the candidate. Where a name tells which file it is from, as in Go and Python, nothing is.
// In other languages a word such as "filter", or a method's name, has many meanings: what defines it must be imported or near, and in C# its
// type must be named. JavaScript imports names, so that a method with such a word in an imported file is another's as well.
func (s *selector) vague(u use, c candidate) bool {
	if c.family != u.file.family || c.family == "go" || c.family == "python" || s.certain(u, c) {
		return false
	}
	method := c.Scope != "" && c.Kind == symbols.Function
	common := !strings.ContainsFunc(c.Name, func(r rune) bool { return r < 'a' || r > 'z' })
	tier := s.tier(u.file, c)
	switch {
	case tier == sameFile:
		return false
	case tier == elsewhere:
		return c.Kind != symbols.Type || stem(path.Base(c.path)) != plain(c.Name)
	case c.family == "csharp" && method:
		return true
	case tier == mentionedFile:
		return common || method
	}
	return tier == importedFile && c.family == "js" && common && method
}

// overloads reports whether TypeScript's c is the last candidate again with other parameters: the first tells as much.
func overloads(sight []candidate, c candidate) bool {
	if len(sight) == 0 || c.family != "js" || c.Kind != symbols.Function {
		return false
	}
	last := sight[len(sight)-1]
	return last.path == c.path && last.Scope == c.Scope && last.Last == last.Head
}

// related reports whether files of the one family use definitions of the other: code is generated from Protocol Buffers.
func related(from, family string) bool { return from == family || family == "proto" }

// reaches reports whether code, not a comment, can mean the candidate though nothing ties the files: a type or function that stands alone, or
// a method of the type before the name.
func (s *selector) reaches(u use, c candidate) bool {
	return !u.mention && (c.Scope == "" || c.Kind == symbols.Type ||
		slices.ContainsFunc(u.refs, func(r symbols.Reference) bool { return r.Qualifier == c.Scope }))
}

// usable reports whether the candidate can explain the use. Outside of Go, a value is named too much like others to tell which is meant, unless
// its type stands before it. In Python any object may have a method of that name: only what is called on the object itself or on its class is
// meant.
func (s *selector) usable(u use, c candidate) bool {
	if c.Kind == symbols.Value && c.family != "go" {
		return c.Scope != "" && s.certain(u, c)
	}
	if c.Local && c.path != u.file.path {
		return false
	}
	if c.family != "python" || c.Scope == "" || c.Kind != symbols.Function {
		return true
	}
	return slices.ContainsFunc(u.refs, func(r symbols.Reference) bool {
		return r.Called && c.path == u.file.path && (r.Qualifier == "self" || r.Qualifier == "cls" || r.Qualifier == c.Scope)
	})
}

// certain reports whether a use can mean nothing but the candidate, though others have the name.
func (s *selector) certain(u use, c candidate) bool {
	return slices.ContainsFunc(u.refs, func(r symbols.Reference) bool {
		return r.Qualifier == c.Scope && c.Scope != "" || r.Qualifier != "" && c.Scope == "" && mentions(c.path, r.Qualifier)
	})
}

// defines reports whether the use is nothing but the candidate's own added lines.
func (s *selector) defines(u use, c candidate) bool {
	return c.path == u.file.path && u.count == 1 && u.refs[0].Line == c.Line
}

// narrow returns the nearest candidates that fit what stands around the name.
func (s *selector) narrow(u use, sight []candidate) (fit []candidate) {
	near := elsewhere
	for _, c := range sight {
		if slices.ContainsFunc(u.refs, func(r symbols.Reference) bool { return !s.foreign(u, r, c) && s.fits(u, r, c) }) {
			fit = append(fit, c)
			near = min(near, s.tier(u.file, c))
		}
	}
	return slices.DeleteFunc(fit, func(c candidate) bool { return s.tier(u.file, c) > near })
}

// foreign reports whether a reference means what the file imports from outside the repository.
func (s *selector) foreign(u use, r symbols.Reference, c candidate) bool {
	if c.family != u.file.family {
		return false // what is generated is no file of the repository
	}
	others := s.others[u.file.path]
	_, before := others[r.Qualifier]
	return r.Qualifier != "" && before && !r.Field || !r.Member && others[r.Name] && c.path != u.file.path
}

// fits reports whether what stands before a reference fits the candidate.
func (s *selector) fits(u use, r symbols.Reference, c candidate) bool {
	switch r.Qualifier {
	case "":
		if r.Member {
			return c.Scope != ""
		}
		switch c.family {
		case "go", "python", "js", "rust":
			return c.Scope == ""
		}
		return true
	case "this", "self", "Self", "cls", "static", "super", "parent":
		return c.Scope != "" && c.path == u.file.path
	}
	return c.Scope != "" && strings.EqualFold(c.Scope, r.Qualifier) || c.Scope == "" && s.tier(u.file, c) == importedFile && mentions(c.path, r.Qualifier)
}

// mentions reports whether the path's file or folder has the name.
func mentions(p, name string) bool {
	name = plain(name)
	dir := strings.TrimSuffix(folder(p), "/")
	return stem(p[len(folder(p)):]) == name || plain(dir[strings.LastIndexByte(dir, '/')+1:]) == name
}
