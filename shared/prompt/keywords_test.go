package prompt

import (
	"strings"
	"testing"
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
