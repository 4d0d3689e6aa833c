package repoconfig_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/repoconfig"
)

// Somebody who mends one fault a push gives up: every fault is named at once, where it stands, with what to write in its place.
func TestCheck_NamesEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		want []string
	}{
		"nothing":                {"", nil},
		"only a comment":         {"# later\n", nil},
		"only a separator":       {"---\n", nil},
		"a byte order mark":      {"\ufeffrequired: true\n", nil},
		"Windows' line ends":     {"required: true\r\nblock:\r\n  risk: high\r\n", nil},
		"JSON":                   {`{"required": true, "block": {"risk": "high"}}`, nil},
		"a misspelt key":         {"blok: {risk: high}\n", []string{"1:1: blok is no key; did you mean block?"}},
		"another spelling":       {"release-notes: {write: show}\n", []string{"1:1: release-notes is no key; did you mean release_notes?"}},
		"letters swapped":        {"reveiws: {bots: ask}\n", []string{"1:1: reveiws is no key; did you mean reviews?"}},
		"a key from deeper":      {"max_score: 5\n", []string{"1:1: max_score is no key; there is gates.NAME.max_score or bounds.max_score"}},
		"a key of nobody":        {"block: {wallpaper: blue}\n", []string{"1:9: block.wallpaper is no key; block takes risk"}},
		"a misspelt value":       {"block:\n  risk: hihg\n", []string{`2:9: block.risk is "hihg", but takes none, medium, high or critical; did you mean high?`}},
		"several, in order":      {"gates:\n  prod: {max_score: -1, timeout: 1}\nrequired: 1\nx: 1\n", []string{`2:21: gates.prod.max_score is "-1", but takes a number from 0 to 100`, `2:34: gates.prod.timeout is "1", but takes a time from 1m to 24h, such as 30m or 1h30m`, `3:11: required is "1", but takes true or false`, "4:1: x is no key; the file takes"}},
		"yes for true":           {"required: yes\n", []string{`1:11: required is "yes", but takes true or false`}},
		"a number in quotes":     {"gates: {p: {max_score: \"50\"}}\n", []string{`1:24: gates.p.max_score is "50", but takes a number`}},
		"no number":              {"gates: {p: {max_score: .nan}}\n", []string{`1:24: gates.p.max_score is ".nan", but takes a number`}},
		"a key set twice":        {"required: true\nrequired: false\n", []string{"2:1: required was set in line 1 already"}},
		"a key without value":    {"block:\n  risk:\n", []string{"2:8: block.risk has no value: give it one, or remove the key"}},
		"a value for a mapping":  {"block: high\n", []string{"1:8: block takes keys and values"}},
		"a mapping for a value":  {"required: {a: true}\n", []string{"1:11: required takes one value"}},
		"a value for a list":     {"analyses: repository\n", []string{"1:11: analyses takes a list, such as [a, b]"}},
		"a list at the top":      {"- required\n", []string{"1:1: the file takes keys and values"}},
		"a word at the top":      {"required\n", []string{"1:1: the file takes keys and values"}},
		"a fault in a list":      {"analyses: [pull_request, repositry]\n", []string{`1:26: analyses[1] is "repositry", but takes pull_request, release_risk, release_notes or repository; did you mean repository?`}},
		"a glob without end":     {"reviews: {skip: {branches: ['a[']}}\n", []string{`1:29: reviews.skip.branches[0] ("a[") is no glob`}},
		"an absolute glob":       {"reviews: {skip: {branches: [/a]}}\n", []string{`1:29: reviews.skip.branches[0] ("/a") must be relative`}},
		"a costly glob":          {"reviews: {skip: {branches: ['**/a/**/a/**/a/**/a/**/b']}}\n", []string{"has more than 4 **"}},
		"a tab":                  {"block:\n\trisk: high\n", []string{"2:1: is indented with a tab: YAML takes spaces only"}},
		"a bracket without end":  {"analyses: [pull_request\n", []string{"is no YAML: "}},
		"two documents":          {"required: true\n---\nrequired: false\n", []string{"2:1: a second document begins here"}},
		"an alias":               {"reviews:\n  skip: &a {authors: [x]}\n  ask: *a\n", []string{"2:9: reviews.skip has an anchor", "3:8: reviews.ask is an alias"}},
		"a merged mapping":       {"block: &b {risk: high}\ngates: {p: {<<: *b}}\n", []string{"1:8: block has an anchor", "2:13: gates.p.<< is no key"}},
		"an alias of itself":     {"gates: &g {p: *g}\n", []string{"1:8: gates has an anchor"}},
		"a tag":                  {"required: !!bool true\n", []string{"1:11: required has the tag !!bool"}},
		"a tag of its own":       {"block: !ruby/object {risk: high}\n", []string{"1:8: block has the tag !ruby/object"}},
		"a key that is a list":   {"? [a]\n: b\n", []string{"1:3: the file has a key that is no plain name"}},
		"hidden letters":         {"reviews: {skip: {labels: [\"a\u202eb\"]}}\n", []string{"1:27: reviews.skip.labels[0] has control characters or characters that nobody sees"}},
		"bytes that are no text": {"required: \xff\n", []string{"0:0: the file is not text in UTF-8"}},
		"a megabyte":             {strings.Repeat("# comment\n", 1<<17), []string{"0:0: the file has 1,310,720 bytes, at most 65,536 are read"}},
		"a long pattern":         {"reviews: {skip: {titles: ['" + strings.Repeat("a", 201) + "']}}\n", []string{"is too long: at most 200 bytes"}},
		"a hundred and one":      {"analyses: [" + strings.Repeat("repository, ", 101) + "]\n", []string{"1:11: analyses has 101 entries, at most 100 are taken"}},
		"impossible budgets": {"budget: {day_usd: -1, day_tokens: 1.5, outsiders: 21, month_usd: 5}\n", []string{
			`1:19: budget.day_usd is "-1", but takes a number from 0 to 1000000`, `1:35: budget.day_tokens is "1.5", but takes a whole number from 0 to 1000000000000`,
			`1:51: budget.outsiders is "21", but takes a whole number from 0 to 20`, "1:55: month_usd belongs into the organization's file"}},
		"bounds of a repository": {"bounds: {required: true}\n", []string{"1:1: bounds belongs into the organization's file: devplus.yml in its repository .github"}},
		"an environment unseen":  {"gates: {\"a\u200bb\": {max_score: 1}}\n", []string{"1:9: a name in gates"}},
		"environments by case":   {"gates:\n  prod: {max_score: 1}\n  Prod: {max_score: 99}\n", []string{"3:3: gates.Prod was set in line 2 already: case is ignored"}},
		"a thousand faults":      {strings.Repeat("x: 1\n", 1000), append([]string{"1:1: x is no key"}, make([]string, 49)...)},
		"a very deep list":       {strings.Repeat("[", 9000) + strings.Repeat("]", 9000), []string{"1:1: the file takes keys and values"}},
		"deeper than a parser":   {strings.Repeat("[", 30000), []string{"is no YAML"}},
		"a billion laughs":       {"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n", []string{"1:1: a is no key", "2:1: b is no key", "3:1: c is no key", "4:1: d is no key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			faults := repoconfig.Check([]byte(test.file), false)
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
			if len(faults) != len(test.want) {
				t.Fatalf("%d faults, want %d:\n%v", len(faults), len(test.want), faults)
			}
			for i, want := range test.want {
				f := faults[i]
				if got := text(f); !strings.Contains(got, want) {
					t.Errorf("fault %d is %q, want %q", i, got, want)
				}
			}
		})
	}
}

func text(f repoconfig.Fault) string { return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Message) }
