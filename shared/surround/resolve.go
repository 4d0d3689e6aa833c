package surround

import (
	"path"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// imported returns the files of the tree that an import of the file at from means: one, or those of a folder; none if it is of others.
func (t *Tree) imported(from, family string, i symbols.Import) []string {
	switch family {
	case "go":
		return t.goPackage(i.Path)
	case "python":
		return t.pythonModule(from, i)
	case "js":
		return t.jsModule(from, i.Path)
	case "jvm":
		return t.dotted(from, strings.Split(i.Path, "."), ".java", ".kt", ".scala")
	case "csharp":
		return t.namespace(from, strings.Split(i.Path, "."))
	case "php":
		if strings.Contains(i.Path, `\`) {
			return t.phpClasses(from, i)
		}
		return t.ending(i.Path, from)
	case "rust":
		return t.rustModule(from, strings.Split(i.Path, "::"))
	case "ruby":
		if strings.Contains(i.Path, "::") || i.Path != strings.ToLower(i.Path) {
			return t.named(i.Path[strings.LastIndex(i.Path, ":")+1:], "ruby", from)
		}
		return t.relative(from, i.Path, ".rb", "")
	case "c":
		found := t.relative(from, i.Path, "")
		for _, header := range found {
			for _, p := range t.stems[stem(path.Base(header))] {
				if path.Ext(p) != path.Ext(header) && path.Dir(p) == path.Dir(header) {
					found = append(found, p)
				}
			}
		}
		return found
	case "hcl":
		return t.folders[path.Join(path.Dir(from), i.Path)]
	}
	return t.relative(from, i.Path, "")
}

// relative returns the file that p names from a file: by its folder, else by the end of its path.
func (t *Tree) relative(from, p string, extensions ...string) []string {
	for _, ext := range extensions {
		if full := path.Join(path.Dir(from), p+ext); t.has(full) {
			return []string{full}
		}
		if found := t.ending(p+ext, from); len(found) > 0 {
			return found
		}
	}
	return nil
}

// goPackage returns the files of a package: the folder that the path ends in, below a module's root. Paths without a dot in their first
// element are of the standard library unless two elements match.
func (t *Tree) goPackage(p string) []string {
	parts := strings.Split(p, "/")
	least := 1
	if !strings.Contains(parts[0], ".") {
		least = 2
	}
	for i := 1; i <= len(parts)-least; i++ {
		rest := path.Join(parts[i:]...)
		for _, mod := range t.bases["go.mod"] {
			if files := t.folders[path.Join(path.Dir(mod), rest)]; len(files) > 0 {
				return files
			}
		}
	}
	for _, mod := range t.bases["go.mod"] { // the root package, or that of a module below
		if dir := path.Dir(mod); dir != "." && path.Base(dir) == parts[len(parts)-1] && strings.HasSuffix(p, "/"+dir) {
			return t.folders[dir]
		}
	}
	return nil
}

func (t *Tree) pythonModule(from string, i symbols.Import) []string {
	rest := strings.TrimLeft(i.Path, ".")
	dots := len(i.Path) - len(rest)
	p := strings.ReplaceAll(rest, ".", "/")
	find := func(p string) []string { return t.ending(p, from) }
	if dots > 0 {
		base := path.Dir(from)
		for range dots - 1 {
			base = path.Dir(base)
		}
		p = path.Join(base, p)
		find = func(p string) []string {
			if t.has(p) {
				return []string{p}
			}
			return nil
		}
	}
	var found []string
	if p != "" {
		found = append(find(p+".py"), find(path.Join(p, "__init__.py"))...)
	}
	for _, name := range i.Names {
		found = append(found, find(path.Join(p, name)+".py")...)
	}
	return t.opened(found, "__init__.py")
}

// opened adds the other files of the folder when all that was found is the one that hands on what they define.
func (t *Tree) opened(found []string, index string) []string {
	if len(found) != 1 || path.Base(found[0]) != index && !strings.HasPrefix(path.Base(found[0]), index+".") {
		return found
	}
	for _, p := range t.folders[path.Dir(found[0])] {
		if p != found[0] && symbols.Family(p) == symbols.Family(found[0]) {
			found = append(found, p)
		}
	}
	return found
}

var jsExtensions = []string{"", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", "/index.ts", "/index.tsx", "/index.js", "/index.jsx"}

func (t *Tree) jsModule(from, p string) []string {
	for _, ext := range []string{".js", ".mjs", ".cjs", ".jsx"} { // TypeScript imports by the name of what it compiles to
		p = strings.TrimSuffix(p, ext)
	}
	if strings.HasPrefix(p, ".") {
		for _, ext := range jsExtensions {
			if full := path.Join(path.Dir(from), p) + ext; t.has(full) {
				return t.opened([]string{full}, "index")
			}
		}
		return nil
	}
	alias := strings.ContainsAny(p[:min(1, len(p))], "@~#$")
	p = strings.TrimLeft(p, "@~#$/")
	for first := true; strings.Contains(p, "/") || alias && first; first = false {
		for _, ext := range jsExtensions {
			if found := t.ending(p+ext, from); len(found) > 0 {
				return t.opened(found[:1], "index")
			}
		}
		if !alias {
			return nil
		}
		_, p, _ = strings.Cut(p, "/")
	}
	return nil
}

// dotted returns the file of a.b.C, of its outer class, or the files of the package a.b.
func (t *Tree) dotted(from string, parts []string, extensions ...string) []string {
	for n := len(parts); n > max(1, len(parts)-3); n-- {
		p := path.Join(parts[:n]...)
		for _, ext := range extensions {
			if found := t.ending(p+ext, from); len(found) > 0 {
				return found[:1]
			}
		}
		if dirs := t.endingFolder(p, from); len(dirs) > 0 {
			var found []string
			for _, dir := range dirs {
				found = append(found, t.folders[dir]...)
			}
			return found
		}
	}
	return nil
}

// namespace returns the files of the folder that a namespace of C# is named by, if it has one.
func (t *Tree) namespace(from string, parts []string) []string {
	if parts[0] == "System" {
		return nil
	}
	for n := range parts {
		rest := parts[n:]
		for _, p := range []string{path.Join(rest...), strings.Join(rest, ".")} {
			if dirs := t.endingFolder(p, from); len(dirs) > 0 {
				return t.folders[dirs[0]]
			}
		}
		for k := len(rest) - 1; k > 0; k-- {
			if dirs := t.endingFolder(strings.Join(rest[:k], ".")+"/"+path.Join(rest[k:]...), from); len(dirs) > 0 {
				return t.folders[dirs[0]]
			}
		}
	}
	return nil
}

func (t *Tree) phpClasses(from string, i symbols.Import) []string {
	classes := []string{i.Path}
	if len(i.Names) > 0 {
		classes = nil
		for _, name := range i.Names {
			classes = append(classes, i.Path+`\`+name)
		}
	}
	var found []string
	for _, class := range classes {
		found = append(found, t.phpFile(class, from)...)
	}
	return found
}

// phpFile returns the file named like a class, by as much of its namespace as any path ends in. No file is named like a function, which begins
// small: by custom the folder of its namespace has one for all.
func (t *Tree) phpFile(class, from string) []string {
	for rest := class; rest != ""; _, rest, _ = strings.Cut(rest, `\`) {
		if files := t.ending(strings.ReplaceAll(rest, `\`, "/")+".php", from); len(files) > 0 {
			return files[:1]
		}
	}
	parts := strings.Split(class, `\`)
	if last := len(parts) - 1; last > 0 && parts[last] != "" && parts[last][0] >= 'a' && parts[last][0] <= 'z' {
		return t.ending(parts[last-1]+"/functions.php", from)
	}
	return nil
}

func (t *Tree) rustModule(from string, parts []string) []string {
	for len(parts) > 0 && (parts[0] == "crate" || parts[0] == "super" || parts[0] == "self") {
		parts = parts[1:]
	}
	if len(parts) > 0 && (parts[0] == "std" || parts[0] == "core" || parts[0] == "alloc") {
		return nil
	}
	for start := 0; start < min(2, len(parts)); start++ { // with the crate's name, and without
		for n := len(parts); n > start; n-- {
			p := path.Join(parts[start:n]...)
			for _, ext := range []string{".rs", "/mod.rs", "/lib.rs", "/src/lib.rs"} {
				if found := t.ending(p+ext, from); len(found) > 0 {
					return found[:1]
				}
			}
		}
	}
	return nil
}

// named returns the files that are named like a definition, in the language of the family.
func (t *Tree) named(name, family, from string) []string {
	var found []string
	for _, p := range t.stems[plain(name)] {
		if symbols.Family(p) == family {
			found = append(found, p)
		}
	}
	return nearest(found, from)
}

// packageLine names the package of a file, whose names need no import.
var packageLine = regexp.MustCompile(`(?m)^[ \t]*(?:package|namespace)[ \t]+(\w+(?:\.\w+)*)`)

// pack returns the files of the same package in other folders, such as the tests' of Java, of which at most MaxCandidates are looked at.
func (t *Tree) pack(from, family, text string) (found []string) {
	if family != "jvm" && family != "csharp" {
		return nil
	}
	name := packageLine.FindStringSubmatch(text)
	if name == nil {
		return nil
	}
	dirs := t.endingFolder(strings.ReplaceAll(name[1], ".", "/"), from)
	for _, dir := range dirs {
		if dir != path.Dir(from) {
			found = append(found, t.folders[dir]...)
		}
	}
	return found
}
