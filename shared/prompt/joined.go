package prompt

import "strings"

// joins are the bytes between two strings that a program joins.
const joins = " \t\r\n+.,&<>|\\_"

// seams calls join for where one string ends and, at next, another begins that a program joins to it.
func seams(text string, join func(end, next int)) {
	for _, quote := range []byte("\"'`") {
		for i := strings.IndexByte(text, quote); i >= 0; {
			to := i + 1
			for to < len(text) && to-i < 80 && strings.IndexByte(joins, text[to]) >= 0 {
				to++
			}
			if strings.HasPrefix(text[to:], "concat(") {
				to += len("concat(")
			}
			if to < len(text) && strings.IndexByte("\"'`", text[to]) >= 0 && (to > i+1 || i > 0 && to+1 < len(text) && isWordByte(text[i-1]) && isWordByte(text[to+1])) {
				join(i, to+1)
			}
			next := strings.IndexByte(text[i+1:], quote)
			if next < 0 {
				break
			}
			i += 1 + next
		}
	}
}

// joined calls add for the halves of each credential that a text has in strings that a program joins.
func (s *secrets) joined(text string, add func(rule, match, value string)) {
	seams(text, func(end, next int) {
		from := max(0, end-300)
		before := text[from:end]
		before = before[strings.LastIndexAny(before, "\"'`\n")+1:]
		after := text[next:]
		if stop := strings.IndexAny(after, "\"'`\n"); stop >= 0 {
			after = after[:stop]
		}
		if len(before) < 3 || len(after) < 3 || len(before)+len(after) < 16 || strings.ContainsAny(before+after, " \t") {
			return
		}
		whole := before + after
		s.tokens("", whole, s.detector.starts.placesIn(whole, nil), func(rule, _, value string) {
			at := strings.Index(whole, value)
			if at >= len(before) || at+len(value) <= len(before) {
				return // within one half: found there
			}
			for _, half := range []string{before[at:], after[:at+len(value)-len(before)]} {
				if len(half) >= minSecret {
					add(rule, half, half)
				}
			}
		})
	})
}
