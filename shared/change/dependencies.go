package change

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/text"
)

// versionChanges counts changes of dependencies.
type versionChanges struct {
	major, minor, patch, older, added, removed, other int
	named                                             []string // major changes, at most three
}

// dependency is a line of a manifest: a name and its version, where known.
type dependency struct {
	name, version string
	at            diff.ChangedLine
	replaced      bool        // an added line has the same name
	next          *dependency // of the same name
}

// readManifest finds dependencies whose version changes, in the formats of common manifests.
func (t *touchCollector) readManifest(f *shownFile) {
	if read, ok := manifests[baseOf(f.Path)]; ok {
		t.readDependencies(f, read)
		return
	}
	switch {
	case strings.HasSuffix(f.Path, ".gemspec"):
		t.readDependencies(f, rubyDependency)
	case strings.Contains(f.Path, "requirements") && strings.HasSuffix(f.Path, ".txt"):
		t.readDependencies(f, pythonDependency)
	case strings.HasSuffix(f.Path, ".gradle") || strings.HasSuffix(f.Path, ".gradle.kts"):
		t.readDependencies(f, gradleDependency)
	case strings.HasSuffix(f.Path, "proj") || strings.HasSuffix(f.Path, ".props"):
		t.readDependencies(f, nugetDependency)
	}
}

// readDependencies compares the dependencies of deleted and added lines.
func (t *touchCollector) readDependencies(f *shownFile, read func(line string) (name, version string)) {
	var before, after []dependency
	artifact := ""
	for _, l := range f.lines {
		d := dependency{at: l}
		d.name, d.version = read(f.trimmed(l))
		if d.name == "" {
			continue
		}
		if d.name == "artifactId" { // Maven has name and version on lines of their own
			artifact = d.version
			continue
		}
		if d.name == "version" {
			d.name = artifact
		}
		if f.deleted(l) {
			before = append(before, d)
		} else {
			after = append(after, d)
		}
	}
	first := map[string]*dependency{} // by name, of those in before that are not replaced
	for i := range slices.Backward(before) {
		d := &before[i]
		d.next, first[d.name] = first[d.name], d
	}
	for _, d := range after {
		if old := first[d.name]; old == nil {
			t.versions.added++
		} else {
			old.replaced, first[d.name] = true, old.next
			if old.version == d.version {
				continue // moved
			}
			t.versions.compare(d.name, old.version, d.version)
		}
		t.add(dependencies, f.Path, d.at)
	}
	for _, d := range before {
		if !d.replaced {
			t.versions.removed++
			t.add(dependencies, f.Path, d.at)
		}
	}
}

// compare counts a change as major, minor or patch. Below 1.0.0 a minor change may break as a major one does (Semantic Versioning 2.0.0, item 4).
func (b *versionChanges) compare(name, before, after string) {
	was, known := numbers(before)
	is, both := numbers(after)
	switch {
	case !known || !both:
		b.other++
	case slices.Compare(is[:], was[:]) < 0:
		b.older++
	case was[0] != is[0] || was[0] == 0 && was[1] != is[1]:
		b.major++
		if name = cmp.Or(name, "a dependency"); len(b.named) < 3 {
			b.named = append(b.named, fmt.Sprintf("%s %s → %s", name, before, after))
		}
	case was[1] != is[1]:
		b.minor++
	default:
		b.patch++
	}
}

func (b versionChanges) String() string {
	var parts []string
	for _, part := range []struct {
		count int
		what  string
	}{{b.major, "major"}, {b.minor, "minor"}, {b.patch, "patch"}, {b.older, "to an older version"}, {b.other, "to another version"}, {b.added, "added"}, {b.removed, "removed"}} {
		if part.count == 0 {
			continue
		}
		said := text.Number(part.count) + " " + part.what
		if part.what == "major" {
			said += " (" + strings.Join(b.named, ", ")
			if part.count > len(b.named) {
				said += ", …"
			}
			said += ")"
		}
		parts = append(parts, said)
	}
	return strings.Join(parts, ", ")
}

// numbers returns the first three numbers of the first version in the text, with 0 for missing ones.
func numbers(version string) (found [3]int, ok bool) {
	start := strings.IndexAny(version, "0123456789")
	if start < 0 || len(version) >= 40 && strings.Trim(version, "0123456789abcdef") == "" { // a commit
		return found, false
	}
	n := 0
	for _, b := range []byte(version[start:]) {
		switch {
		case b >= '0' && b <= '9':
			found[n] = min(10*found[n]+int(b-'0'), diff.MaxCount)
		case b == '.' && n < 2:
			n++
		default:
			return found, true
		}
	}
	return found, true
}

// manifests are the readers of a manifest's lines, by its name in lower case. A reader returns the name of a dependency, or "", and its version.
var manifests = map[string]func(line string) (name, version string){
	"go.mod": goDependency, "package.json": jsonDependency, "composer.json": jsonDependency, "pyproject.toml": tomlDependency, "pipfile": tomlDependency,
	"cargo.toml": tomlDependency, "gemfile": rubyDependency, "pom.xml": mavenDependency, "setup.py": pythonDependency, "setup.cfg": pythonDependency,
	"build.gradle": gradleDependency, "build.gradle.kts": gradleDependency,
}

func baseOf(path string) string {
	return strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
}

// goDependency reads "require example.com/m v1.2.3 // indirect".
func goDependency(line string) (name, version string) {
	name, version, _ = strings.Cut(strings.TrimPrefix(line, "require "), " ")
	version, _, _ = strings.Cut(version, " ")
	if len(version) < 2 || version[0] != 'v' || version[1] < '0' || version[1] > '9' {
		return "", ""
	}
	return majorless(name), version
}

// majorless returns the path of a module without its major version, so that a major change is one of the same module.
func majorless(module string) string {
	if i := strings.LastIndex(module, "/v"); i > 0 && strings.Trim(module[i+2:], "0123456789") == "" {
		return module[:i]
	}
	return module
}

// jsonDependency reads `"react": "^17.0.2",`, but not the version of the package itself.
func jsonDependency(line string) (name, version string) {
	name, version, ok := strings.Cut(line, ":")
	name, version = strings.Trim(name, `" `), strings.Trim(version, `", `)
	if !ok || name == "version" || name == "" || !constrains(version) {
		return "", ""
	}
	return name, version
}

// constrains reports whether a text is a version constraint, such as ^1.2 or >= 2, < 3.
func constrains(version string) bool {
	rest := strings.TrimLeft(version, "^~<>=!v ")
	return rest != "" && rest[0] >= '0' && rest[0] <= '9' && (len(rest) < len(version) || strings.Contains(rest, "."))
}

// tomlDependency reads `serde = "1.0"`, `serde = { version = "1.0", … }` and `"flask>=2",`.
func tomlDependency(line string) (name, version string) {
	if strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "'") {
		return pythonDependency(line)
	}
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if strings.HasPrefix(value, "{") {
		_, value, ok = strings.Cut(value, "version")
		value = strings.TrimLeft(value, "= ")
	}
	if !ok || value == "" || value[0] != '"' && value[0] != '\'' || name == "version" || strings.HasSuffix(name, "python") || name == "edition" || name == "rust-version" {
		return "", ""
	}
	value, _, _ = strings.Cut(value[1:], value[:1])
	if !constrains(value) {
		return "", ""
	}
	return name, value
}

// pythonDependency reads "flask[async]>=2.0,<3", also in quotes.
func pythonDependency(line string) (name, version string) {
	if strings.HasPrefix(line, "--hash") { // most lines of a compiled list
		return "", ""
	}
	line = strings.Trim(line, `"', `)
	i := strings.IndexAny(line, "<>=!~")
	if i <= 0 || !constrains(line[i:]) {
		return "", ""
	}
	name, _, _ = strings.Cut(line[:i], "[")
	name = strings.ToLower(strings.TrimSpace(name))
	if strings.ContainsAny(name, ` ("'#`) {
		return "", ""
	}
	version, _, _ = strings.Cut(line[i:], ";")
	version, _, _ = strings.Cut(version, "#")
	return name, strings.TrimSpace(version)
}

// rubyDependency reads `gem "rails", "~> 7.0"` and `s.add_dependency("rails", "~> 7.0")`.
func rubyDependency(line string) (name, version string) {
	if !strings.HasPrefix(line, "gem ") && !strings.Contains(line, "_dependency") {
		return "", ""
	}
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == '"' || r == '\'' })
	if len(parts) < 2 {
		return "", ""
	}
	if len(parts) >= 4 && constrains(parts[3]) {
		version = parts[3]
	}
	return parts[1], version
}

// gradleDependency reads `implementation 'group:name:1.2.3'`.
func gradleDependency(line string) (name, version string) {
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == '"' || r == '\'' })
	if len(parts) < 2 {
		return "", ""
	}
	i := strings.LastIndexByte(parts[1], ':')
	if i < 0 || !constrains(parts[1][i+1:]) {
		return "", ""
	}
	return parts[1][:i], parts[1][i+1:]
}

// nugetDependency reads `<PackageReference Include="name" Version="1.2.3" />`, also PackageVersion.
func nugetDependency(line string) (name, version string) {
	rest, ok := strings.CutPrefix(line, "<Package")
	_, name, named := strings.Cut(rest, `Include="`)
	_, version, versioned := strings.Cut(rest, `Version="`)
	if !ok || !named || !versioned {
		return "", ""
	}
	name, _, _ = strings.Cut(name, `"`)
	version, _, _ = strings.Cut(version, `"`)
	return name, version
}

// actionDependency reads "- uses: actions/checkout@v4" of GitHub's workflows. For a commit, the version is that of the comment.
func actionDependency(line string) (name, version string) {
	action, ok := strings.CutPrefix(strings.TrimPrefix(line, "- "), "uses: ")
	name, version, pinned := strings.Cut(action, "@")
	if !ok || !pinned {
		return "", ""
	}
	if _, comment, ok := strings.Cut(version, "# "); ok && strings.ContainsAny(comment, "0123456789") {
		version = comment
	}
	return name, version
}

// mavenDependency reads <artifactId>name</artifactId>, <version>1.2.3</version> and a property <name.version>1.2.3</name.version>.
func mavenDependency(line string) (name, version string) {
	tag, rest, ok := strings.Cut(strings.TrimPrefix(line, "<"), ">")
	version, _, closed := strings.Cut(rest, "</")
	switch {
	case !ok || !closed:
		return "", ""
	case tag == "artifactId":
		return tag, version
	case tag == "version" && constrains(version):
		return tag, version
	case strings.HasSuffix(tag, "version") && constrains(version):
		return strings.TrimSuffix(strings.TrimSuffix(tag, "version"), "."), version
	}
	return "", ""
}
