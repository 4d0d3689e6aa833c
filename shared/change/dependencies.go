package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/text"
)

// versionChanges counts changes of dependencies.
type versionChanges struct {
	minor, patch, older, added, removed, other int
	major, initial                             breaking
}

// breaking counts steps that may break whoever depends on the versions.
type breaking struct {
	count int
	named []string // at most three
}

func (b *breaking) add(name, before, after string) {
	b.count++
	if len(b.named) < 3 {
		b.named = append(b.named, cmp.Or(name, "a dependency")+" "+before+" → "+after)
	}
}

// String is " (NAME BEFORE → AFTER, …)".
func (b breaking) String() string {
	if b.count == 0 {
		return ""
	}
	more := ""
	if b.count > len(b.named) {
		more = ", …"
	}
	return " (" + strings.Join(b.named, ", ") + more + ")"
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
	before, after := t.before[:0], t.after[:0]
	defer func() { t.before, t.after = before, after }()
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
	if t.first == nil {
		t.first = map[string]*dependency{}
	}
	clear(t.first)
	first := t.first                                                                                  // by name, of those in before that are not replaced
	paired := slices.EqualFunc(before, after, func(a, b dependency) bool { return a.name == b.name }) // most often, each has another version
	for i := len(before) - 1; i >= 0 && !paired; i-- {
		d := &before[i]
		d.next, first[d.name] = first[d.name], d
	}
	for i := range after {
		d, old := &after[i], (*dependency)(nil)
		if paired {
			old = &before[i]
		} else if old = first[d.name]; old != nil {
			first[d.name] = old.next
		}
		if old == nil {
			t.versions.added++
		} else {
			old.replaced = true
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

// compare counts a step as major, minor or patch. Below 1.0.0 anything may change (Semantic Versioning 2.0.0, item 4, and Go's module version
// numbering). Cargo and npm take 0.1.0 → 0.1.1 for compatible, but neither 0.1.0 → 0.2.0 nor 0.0.1 → 0.0.2: such steps count as initial.
func (b *versionChanges) compare(name, before, after string) {
	was, known := numbers(before)
	is, both := numbers(after)
	switch {
	case !known || !both || was == is:
		b.other++
	case slices.Compare(is[:], was[:]) < 0:
		b.older++
	case was[0] != is[0]:
		b.major.add(name, before, after)
	case was[0] == 0 && (was[1] != is[1] || was[1] == 0):
		b.initial.add(name, before, after)
	case was[1] != is[1]:
		b.minor++
	default:
		b.patch++
	}
}

func (b versionChanges) String() string {
	said := make([]byte, 0, 128)
	say := func(count int, what, examples string) {
		if count == 0 {
			return
		}
		if len(said) > 0 {
			said = append(said, ", "...)
		}
		said = append(append(append(append(said, text.Number(count)...), ' '), what...), examples...)
	}
	say(b.major.count, "major", b.major.String())
	say(b.initial.count, "below 1.0, may break", b.initial.String())
	say(b.minor, "minor", "")
	say(b.patch, "patch", "")
	say(b.older, "to an older version", "")
	say(b.other, "to another version", "")
	say(b.added, "added", "")
	say(b.removed, "removed", "")
	return string(said)
}

// numbers returns the first three numbers of the first version in the text, with 0 for missing ones.
func numbers(version string) (found [3]int, ok bool) {
	start := 0
	for start < len(version) && (version[start] < '0' || version[start] > '9') {
		start++
	}
	if start == len(version) || len(version) >= 40 && strings.Trim(version, "0123456789abcdef") == "" { // a commit
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
