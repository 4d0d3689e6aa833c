package filekind

import (
	"regexp"
	"slices"
	"strings"
)

// ByLanguage returns the class of a file by its language alone: what it would be anywhere in the repository. A picture counts as code,
// because it can contain some.
func ByLanguage(path string) Class {
	switch l := splitPath(path).language(); {
	case l.name == "SVG":
		return Production
	case l.nature == prose:
		return Docs
	case l.nature == data:
		return Configuration
	}
	return Production
}

// SaysGenerated reports whether a line is a comment that says that the file is generated and must not be edited, as Go ("go help generate")
// and others ask of generators, or @generated.
func SaysGenerated(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || strings.IndexByte("#*/-<'\"%;", line[0]) < 0 || !strings.Contains(line, "enerated") {
		return false
	}
	lower := strings.ToLower(line)
	return strings.Contains(line, "@generated") || strings.Contains(lower, "do not edit") || strings.Contains(lower, "do not modify")
}

// Follows reports whether a new file of a class that does not run in production is one by its language's conventions, of name and content,
// and not only by the folder that its author chose. text returns the file's, or the start of it.
func Follows(path string, class Class, text func() string) bool {
	p := splitPath(path)
	l := p.language()
	if l.nature != code {
		return !strings.HasPrefix(text(), "#!") && (l.nature != unknown || followsUnknown(p, class))
	}
	switch class {
	case Test:
		if l.name == "Go" { // the toolchain leaves these files out of a program
			return strings.HasSuffix(p.base, "_test.go")
		}
		if slices.Contains([]string{"conftest.py", "tests.py"}, p.base) || strings.HasSuffix(p.base, ".tftest.hcl") {
			return true
		}
		content := testContent[l.name]
		if unnamed := unnamedTest[l.name]; unnamed != nil && !testName.MatchString(p.base) {
			content = unnamed
		}
		return content != nil && content.isIn(text()) && !(l.name == "Rust" && ownTests.MatchString(text()))
	case Docs:
		return slices.Contains([]string{"HTML", "CSS", "MDX", "Jupyter Notebook"}, l.name) || p.base == "conf.py" ||
			l.name == "Go" && InExamples(path) && goProgram.MatchString(text())
	case Build:
		return buildName(p)
	case CI:
		return !slices.ContainsFunc(ciFolders(), func(root string) bool { return strings.HasPrefix(p.path, root) })
	case Configuration:
		return configurationCode.MatchString(p.base)
	}
	return true
}

// followsUnknown reports whether a new file in no known language is one of the class by its name, or by its folder if that is of a test's data.
func followsUnknown(p pathParts, class Class) bool {
	switch class {
	case Test:
		return strings.HasPrefix(p.base, ".") || testData.MatchString(p.path) && !strings.Contains(p.path, "/main/")
	case Docs, CI:
		return strings.HasPrefix(p.base, ".") || p.base == "cname" || strings.HasPrefix(p.base, "license")
	}
	return true
}

// testData is the path of what tests read or expect, unless it is in the source set "main" of Gradle or Maven, which a program is made of.
var testData = regexp.MustCompile(`(?:^|/)(?:(?:test[-_]?)?(?:data|resources|certs|fixtures)|__fixtures__|(?:__)?snapshots(?:__)?|goldens?|expected)/|[^/]\.(?:test|xctestplan|golden|expected|snap|out|stdout|stderr|log|key|crt|pem)$`)

// testName is the name of a file that the test runners of Python and Ruby read. Others may have methods such as test_client, see unnamedTest.
// Sources: https://docs.pytest.org/en/stable/explanation/goodpractices.html#test-discovery, https://docs.ruby-lang.org/en/3.3/Rake/TestTask.html
var testName = regexp.MustCompile(`^tests?[_.]|_(?:tests?|spec)\.\w+$`)

// ownTests is the module of tests at the end of a file of code in Rust. Source: https://doc.rust-lang.org/book/ch11-03-test-organization.html
var ownTests = regexp.MustCompile(`(?m)^\s*#\[cfg\(test\)\]\s+(?:pub(?:\(\w+\))?\s+)?mod \w+ \{`)

// configurationCode is the name of a program's settings that are written as code.
var configurationCode = regexp.MustCompile(`^\.[\w-]+rc(?:\.[\w-]+)?\.[cm]?[jt]s$|^\.[\w-]*(?:rc|profile|aliases|env)$|^codeowners$`)

// toolConfiguration is the rest of a build tool's settings after their prefix, such as webpack.config.
var toolConfiguration = regexp.MustCompile(`^(?:(?:base|common|dev|development|prod|production|test|build|client|server|lib|node|browser)\.)?(?:[cm]?[jt]s|json5?)$`)

// buildName reports whether a build tool reads a file of this name.
func buildName(p pathParts) bool {
	for _, r := range rules {
		if r.class != Build {
			continue
		}
		if slices.Contains(r.names, p.base) || slices.Contains(r.extensions, p.extension) {
			return true
		}
		for _, prefix := range r.prefixes {
			if rest, ok := strings.CutPrefix(p.base, prefix); ok && toolConfiguration.MatchString(rest) && (prefix != "tsconfig." || strings.HasSuffix(rest, "json")) {
				return true
			}
		}
	}
	return false
}

// InExamples reports whether a path is in a folder of examples.
func InExamples(path string) bool { return inExamples.MatchString(lowered(path)) }

var inExamples = regexp.MustCompile(`(?:^|/)(?:_?examples?|samples?)/`)

// goProgram is the package of a program, which no other program can contain.
var goProgram = regexp.MustCompile(`(?m)^package main\s*(?://.*)?$`)
