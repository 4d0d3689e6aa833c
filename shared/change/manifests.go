package change

import "strings"

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
	if i := strings.LastIndexByte(module, '/'); i > 0 && strings.HasPrefix(module[i+1:], "v") && strings.Trim(module[i+2:], "0123456789") == "" {
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
	start := 0
	for start < len(version) && constraining[version[start]] {
		start++
	}
	rest := version[start:]
	return rest != "" && rest[0] >= '0' && rest[0] <= '9' && (len(rest) < len(version) || strings.Contains(rest, "."))
}

// constraining are the bytes that may come before the number of a constraint.
var constraining = bytesOf("^~<>=!v ")

// bytesOf returns the set of the text's bytes: strings.ContainsAny and its kind make theirs at each call.
func bytesOf(text string) (set [256]bool) {
	for i := range len(text) {
		set[text[i]] = true
	}
	return set
}

// containsByte reports whether the text has a byte of the set.
func containsByte(text string, set *[256]bool) bool {
	for i := range len(text) {
		if set[text[i]] {
			return true
		}
	}
	return false
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

var (
	comparing = bytesOf("<>=!~") // the bytes that begin a constraint of Python's
	nameless  = bytesOf(` ("'#`) // those that no name has
	digits    = bytesOf("0123456789")
)

// pythonDependency reads "flask[async]>=2.0,<3", also in quotes.
func pythonDependency(line string) (name, version string) {
	if strings.HasPrefix(line, "--hash") { // most lines of a compiled list
		return "", ""
	}
	line = strings.Trim(line, `"', `)
	i := 0
	for i < len(line) && !comparing[line[i]] {
		i++
	}
	if i == 0 || i == len(line) || !constrains(line[i:]) {
		return "", ""
	}
	name, _, _ = strings.Cut(line[:i], "[")
	name = strings.ToLower(strings.TrimSpace(name))
	if containsByte(name, &nameless) {
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
	if commit, comment, ok := strings.Cut(version, "# "); ok {
		if version = strings.TrimSpace(commit); containsByte(comment, &digits) {
			version = comment
		}
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
