package prompt

import (
	"strings"
	"testing"

	"github.com/betterleaks/betterleaks/config"
	"github.com/betterleaks/betterleaks/regexp"
)

// TestKeywords_InAnyCaseTryTheirRules fails where a text does not come to betterleaks that has what betterleaks looks for.
func TestKeywords_InAnyCaseTryTheirRules(t *testing.T) {
	t.Parallel()
	d, err := loadDetector()
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"", "nuget.config", "a.yml", "a.tf", "a.php"} // some rules are for files of certain names
	tried := make([]bool, len(d.keywords.rules))
	for n, rule := range d.keywords.rules {
		for _, keyword := range rule.Keywords {
			mixed := strings.ToUpper(keyword[:2]) + keyword[2:3] + strings.ToUpper(keyword[3:])
			for _, text := range []string{keyword, "(" + strings.ToUpper(keyword) + ")\n", "a\n\t" + mixed} {
				ran := false
				for _, path := range paths {
					ran = d.keywords.matches(path, text, d.starts.placesIn(text, nil), tried) || tried[n] || ran
				}
				if !ran {
					t.Errorf("the rule %s is not tried on %q", rule.RuleID, text)
				}
			}
		}
	}
	if n := len(d.keywords.rules); n < 250 {
		t.Errorf("only %d rules have keywords", n)
	}
}

// A rule without keywords, or with too short ones, would be one that betterleaks runs on no text.
func TestKeywords_RulesWithoutAnyAreTriedOnAllTexts(t *testing.T) {
	t.Parallel()
	for name, keywords := range map[string][]string{"no keyword": nil, "two bytes": {"xq"}} {
		k := newKeywordRules(&config.Config{Rules: map[string]config.Rule{"r": {RuleID: "r", Regex: regexp.MustCompile(`[0-9]{4}`), Keywords: keywords}}})
		for text, want := range map[string]bool{"1234": true, "none": false} {
			if got := k.matches("", text, nil, make([]bool, 1)); got != want {
				t.Errorf("%s, %s: %v", name, text, got)
			}
		}
	}
}
