package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/betterleaks/betterleaks/config"
	"github.com/betterleaks/betterleaks/detect"
	"github.com/betterleaks/betterleaks/sources"
)

// detector finds what betterleaks' default rules match.
type detector struct {
	*detect.Detector
	keywords *keywordRules
	starts   startSet // of all that secrets.known reads a text for byte by byte: keywords, tokens, telling names and marks of places
}

// loadDetector makes the detector once, as that takes 15 ms. Gitleaks, from which betterleaks was forked and which gets only security fixes
// since 2026, finds as much, but takes 80 ms to load and twice the time on texts of scanBytes.
var loadDetector = sync.OnceValues(func() (*detector, error) {
	c, err := config.Default()
	if err != nil {
		return nil, fmt.Errorf("loading the rules for secrets: %w", err)
	}
	for id, r := range c.Rules {
		// Half of a pair must not leave either: an AWS key ID counts without the key beside it.
		r.RequiredRules = nil
		c.Rules[id] = r
	}
	// The function assigned finds values of variables with telling names faster, and with fewer false matches.
	delete(c.Rules, genericRule)
	for keyword, rules := range c.KeywordToRules {
		c.KeywordToRules[keyword] = slices.DeleteFunc(rules, func(rule string) bool { return rule == genericRule })
	}
	c.OrderedRules = slices.DeleteFunc(c.OrderedRules, func(rule string) bool { return rule == genericRule })
	d := detect.NewDetectorContext(context.Background(), c, detect.ValidationOptions{})
	// A comment that permits a secret in the repository does not permit it to leave.
	d.IgnoreGitleaksAllow = true
	loaded := &detector{Detector: d, keywords: newKeywordRules(c)}
	for _, of := range []*startSet{&loaded.keywords.starts, tokenStarts(), stemStarts, placeStarts} {
		loaded.starts.addAll(of)
	}
	return loaded, nil
})

// find calls add for each secret that the rules find in a text of the file at path. A text's places are those of starts; tried has room for the
// rules.
func (d *detector) find(path, text string, places []int, tried []bool, add func(rule, match, value string)) {
	if !d.keywords.matches(path, text, places, tried) {
		return
	}
	fragment := sources.Fragment{Raw: text}
	fragment.SetAttr(sources.AttrPath, path)
	//lint:ignore SA1019 Run starts a pipeline of goroutines for each text, and DetectString takes no path
	for _, f := range d.DetectContext(context.Background(), fragment) {
		if f.RuleID != keyRule { // markKeys finds those
			add(f.RuleID, f.Match, whole(f.Match, f.Secret))
		}
	}
}

// whole returns the match where the rule's group is only a piece of it: that of Microsoft Teams' webhooks is one of the address's numbers.
func whole(match, value string) string {
	trimmed := strings.Trim(match, " \t\r\n\"'`,;()")
	if strings.Contains(trimmed, "://") && !strings.ContainsAny(trimmed, " \t\n\"'`") && !strings.Contains(value, "://") {
		return trimmed[strings.LastIndexAny(trimmed[:strings.Index(trimmed, "://")], "=,;:")+1:]
	}
	return value
}
