package release

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Version is the name of a tag, read as a version.
type Version struct {
	Line  string // text before the numbers without an optional "v": "", "api/", "cli-"
	Parts int    // count of numbers as written

	prefix, suffix string // as written
	separator      string // between the numbers: ".", "_" or, in days, "-"
	numberTexts    []string
	numbers        [4]uint64
	pre            []string // identifiers of a pre-release; empty for a stable version
	form           string   // words that every version of a line may end in: "final", "jre", "alpine", "k3s"
	suffixCounts   []uint64 // counts in the suffix: 1 for 3.3a, the first post-release or hotfix
	numericSuffix  bool     // the suffix is only a number behind a hyphen, as in 7.1.2-0
}

var (
	// dated matches a day that is written with hyphens.
	dated = regexp.MustCompile(`^(|.*?[^0-9.])((?:19|2[01])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))([^0-9].*)?$`)
	// dotted matches a version with at least two numbers, scored one that separates them by underscores, single the one number of "v3".
	dotted = regexp.MustCompile(`^(|.*?[^0-9.])([0-9]+(?:\.[0-9]+){1,3})([^0-9].*)?$`)
	scored = regexp.MustCompile(`^(|.*?[^0-9_]_?)([0-9]+(?:_[0-9]+){1,3})([^0-9].*)?$`)
	single = regexp.MustCompile(`^([^0-9]*)([0-9]+)([^0-9].*)?$`)
	// suffixForm matches everything that may follow the numbers of a version.
	suffixForm = regexp.MustCompile(`^[-._+~]?[0-9A-Za-z]+(?:[-._+~][0-9A-Za-z]+)*$`)
	token      = regexp.MustCompile(`([-._+~]?)([0-9A-Za-z]+)`)
	counted    = regexp.MustCompile(`^([0-9A-Za-z]*?[A-Za-z])([0-9]+)$`)
)

// beforeWords mark a pre-release. beforeLetters do only with a number behind them.
var beforeWords = text.Words("alpha beta rc cr pre preview prerelease dev devel snapshot next canary nightly milestone ea eap edge insider insiders experimental unstable candidate test wip")

var beforeLetters = text.Words("a b c m")

// afterWords count releases that follow the bare version; they are no form of a line.
var afterWords = text.Words("post hotfix patch fix p sp r rev u update build b security")

// plainWords mark a final release, as does a version without a suffix.
var plainWords = text.Words("final release ga")

// ParseVersion reads versions as repositories tag them: v1.2.3, api/v1.2.3, cli-1.2, go1.21rc2, 1.4.0.Final, 3.3a, 7.1.2-0,
// v1.28.4+k3s2, 2024.01.02, 2024-01-02. Moving names such as 2.1.x are no versions.
func ParseVersion(name string) (v Version, ok bool) {
	head := ""
	if i := strings.LastIndexAny(name, "/@"); i >= 0 {
		head, name = name[:i+1], name[i+1:]
	}
	var m []string
	for _, form := range []*regexp.Regexp{dated, dotted, scored, single} {
		if m = form.FindStringSubmatch(name); m != nil {
			break
		}
	}
	if m == nil {
		return Version{}, false
	}
	v.prefix, v.suffix, v.separator, v.Line = head+m[1], m[3], ".", head+line(m[1])
	for _, other := range []string{"_", "-"} {
		if strings.Contains(m[2], other) {
			v.separator = other
		}
	}
	v.numberTexts = strings.Split(m[2], v.separator)
	v.Parts = len(v.numberTexts)
	for i, s := range v.numberTexts {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return Version{}, false
		}
		v.numbers[i] = n
	}
	return v, v.suffix == "" || v.readSuffix()
}

// line drops the "v" before a number: many repositories start or stop writing it.
func line(prefix string) string {
	short := strings.TrimSuffix(strings.TrimSuffix(prefix, "v"), "V")
	if short == "" || strings.HasSuffix(short, "-") || strings.HasSuffix(short, "_") {
		return short
	}
	return prefix
}

// readSuffix interprets what follows the numbers. A suffix marks a pre-release only if it says so.
func (v *Version) readSuffix() bool {
	lower := strings.ToLower(v.suffix)
	if !suffixForm.MatchString(lower) {
		return false
	}
	var forms []string
	counting := false
	for i, m := range token.FindAllStringSubmatch(lower, -1) {
		separator, word, number := m[1], m[2], ""
		if c := counted.FindStringSubmatch(word); c != nil {
			word, number = c[1], c[2]
		}
		count, notNumber := strconv.ParseUint(word, 10, 64)
		switch {
		case len(v.pre) > 0 && separator != "+":
			v.pre = append(v.pre, identifiers(word, number)...)
		case separator == "." && i == 0 && notNumber == nil && v.separator != "-", word == "x", word == "latest":
			return false
		case separator == "-" && i == 0 && notNumber == nil && v.Parts == 1: // 24-01-02 is a date
			return false
		case beforeWords[word], beforeLetters[word] && (number != "" || i == 0 && separator != "" && nextIsNumber(lower[len(m[0]):])):
			if len(forms)+len(v.suffixCounts) > 0 && beforeLetters[word] { // a build, such as jdk8u292-b10
				v.suffixCounts = append(v.suffixCounts, parse(number))
				break
			}
			v.pre = append(v.pre, identifiers(word, number)...)
		case notNumber == nil && i == 0:
			v.suffixCounts, v.numericSuffix = append(v.suffixCounts, count+1), v.Parts > 1 && separator == "-"
		case notNumber == nil && counting:
			v.suffixCounts[len(v.suffixCounts)-1], counting = count+1, false
		case notNumber == nil:
			v.suffixCounts, v.numericSuffix = append(v.suffixCounts, count), false
		case number == "" && separator == "" && letters(word) > 0:
			v.suffixCounts = append(v.suffixCounts, letters(word))
		case afterWords[word]:
			v.suffixCounts, counting = append(v.suffixCounts, parse(number)+1), number == ""
			if number == "" {
				v.suffixCounts[len(v.suffixCounts)-1] = 1
			}
		default:
			forms = append(forms, word)
			if number != "" {
				v.suffixCounts = append(v.suffixCounts, parse(number))
			}
		}
	}
	v.form = strings.Join(forms, "-")
	return true
}

// letters returns the place of what counts fixes with letters: 1 for a, 26 for z, 27 for za, as OpenSSL does; 0 for other words.
func letters(word string) uint64 {
	switch {
	case len(word) == 1:
		return uint64(word[0]-'a') + 1
	case len(word) == 2 && word[0] == 'z':
		return uint64(word[1]-'a') + 27
	}
	return 0
}

func nextIsNumber(rest string) bool {
	return len(rest) > 1 && strings.ContainsRune("-._", rune(rest[0])) && rest[1] >= '0' && rest[1] <= '9'
}

func parse(digits string) uint64 {
	n, _ := strconv.ParseUint(digits, 10, 64) // "" and more than 64 bits count as none
	return n
}

// identifiers spells Python's letters out.
func identifiers(word, number string) []string {
	switch word {
	case "a":
		word = "alpha"
	case "b":
		word = "beta"
	case "c", "cr":
		word = "rc"
	}
	if number == "" {
		return []string{word}
	}
	return []string{word, number}
}

// Prerelease reports whether the name marks a pre-release.
func (v Version) Prerelease() bool { return len(v.pre) > 0 }

// Compare orders versions of one line.
func (v Version) Compare(o Version) int {
	return cmp.Or(
		slices.Compare(v.numbers[:], o.numbers[:]),
		comparePre(v.pre, o.pre),
		cmp.Compare(v.formRank(), o.formRank()),
		slices.Compare(v.suffixCounts, o.suffixCounts),
	)
}

// formRank orders a form behind the bare version.
func (v Version) formRank() int {
	if v.form == "" || plainWords[v.form] {
		return 0
	}
	return 1
}

// comparePre orders pre-releases as Semantic Versioning does, and before the release.
func comparePre(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	return slices.CompareFunc(a, b, func(x, y string) int {
		m, mErr := strconv.ParseUint(x, 10, 64)
		n, nErr := strconv.ParseUint(y, 10, 64)
		switch {
		case mErr == nil && nErr == nil:
			return cmp.Compare(m, n)
		case mErr == nil:
			return -1
		case nErr == nil:
			return 1
		}
		return strings.Compare(x, y)
	})
}

// sameNumbers reports whether two versions differ in their suffixes only.
func (v Version) sameNumbers(o Version) bool { return v.numbers == o.numbers }

// sameMinor reports whether two are patches of one minor version.
func (v Version) sameMinor(o Version) bool {
	return v.numbers[0] == o.numbers[0] && v.numbers[1] == o.numbers[1]
}

// kind returns the step from the version before: major, minor or patch.
func (v Version) kind(before Version) Level {
	switch {
	case v.numbers[0] != before.numbers[0]:
		return Major
	case v.numbers[1] != before.numbers[1]:
		return Minor
	}
	return Patch
}

// Prefix returns the text before the numbers as written, such as "api/v".
func (v Version) Prefix() string { return v.prefix }

// WrittenAs returns the version with the prefix and the separator of another one, whose line continues its own.
func (v Version) WrittenAs(o Version) Version {
	v.prefix, v.separator = o.prefix, o.separator
	return v
}

// SameMajor reports whether two are of one major version.
func (v Version) SameMajor(o Version) bool { return v.numbers[0] == o.numbers[0] }

// Initial reports whether the version is one of initial development, before 1.0.0.
func (v Version) Initial() bool { return v.numbers[0] == 0 }

// Counts reports whether the numbers are those of a semantic or calendar version: at least two, none of them a timestamp, or a day on
// which something was released.
func (v Version) Counts() bool {
	if v.compact() || v.separator == "-" {
		return !v.unfinished()
	}
	return v.Parts >= 2 && slices.Max(v.numbers[:]) < 1e9
}

// Build reports whether the version is a single number that counts what is built, as in b4747.
func (v Version) Build() bool { return v.Parts == 1 && !v.compact() && !v.unfinished() }
