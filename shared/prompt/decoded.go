package prompt

import (
	"encoding/base64"
	"encoding/hex"
	"iter"
	"net/url"
	"regexp"
	"strings"
)

const leastEncoded = 24 // bytes of the shortest run that is decoded

var (
	percentRun = regexp.MustCompile(`[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*`)
	unseenText = regexp.MustCompile(`[\w./+=-]*(?:<U\+[0-9A-F]{4,6}>[\w./+=-]+)+`)
)

// decoded calls add for each run of the text that is a credential in base64, hexadecimal digits or percent signs, one level deep.
func (s *secrets) decoded(text string, add func(rule, match, value string)) {
	try := func(run, plain string) {
		if len(plain) < minSecret || !printable(plain) {
			return
		}
		found := ""
		s.known("", plain, func(rule, _, _ string) { found = rule })
		if found != "" {
			add(found, run, run)
		}
		if found == "" && strings.Contains(plain, "PRIVATE KEY") && strings.Contains(plain, keyDashes) {
			add(keyRule+"-encoded", run, run)
		}
	}
	for run := range encodedRuns(text) {
		run = run[strings.LastIndexByte(strings.TrimRight(run, "="), '=')+1:] // without the name before it
		if plain, err := hex.DecodeString(run); err == nil {
			try(run, string(plain))
		} else if plain, ok := fromBase64(run); ok {
			try(run, plain)
		}
	}
	if strings.Contains(text, "%") {
		for _, run := range percentRun.FindAllString(text, -1) {
			if plain, err := url.PathUnescape(run); err == nil && plain != run {
				try(run, plain)
			}
		}
	}
	escaped(text, try)
	if strings.Contains(text, "<U+") {
		for _, run := range unseenText.FindAllString(text, -1) {
			try(run, unseenIn.ReplaceAllString(run, ""))
		}
	}
}

// encodedRuns are the runs of at least leastEncoded bytes as base64 and hexadecimal digits have them.
func encodedRuns(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := 0; at+leastEncoded <= len(text); {
			start, end := at+leastEncoded-1, at+leastEncoded
			if !encodedByte[text[start]] {
				at = end // no run reaches over this byte
				continue
			}
			for start > at && encodedByte[text[start-1]] {
				start--
			}
			for end < len(text) && encodedByte[text[end]] {
				end++
			}
			if end-start >= leastEncoded && !yield(text[start:end]) {
				return
			}
			at = end
		}
	}
}

// encodedByte are the bytes of both alphabets of base64.
var encodedByte = func() (set [256]bool) {
	for b := range 256 {
		set[b] = isWordByte(byte(b)) || b == '+' || b == '/' || b == '-' || b == '='
	}
	return set
}()

func fromBase64(run string) (string, bool) {
	run = strings.TrimRight(run, "=")
	if len(run) < leastEncoded/2 || len(run)%4 == 1 {
		return "", false
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if plain, err := encoding.DecodeString(run); err == nil {
			return string(plain), true
		}
	}
	return "", false
}

// printable reports whether nearly all of the text can be read.
func printable(text string) bool {
	odd := 0
	for i := range len(text) {
		if b := text[i]; b < ' ' && b != '\n' && b != '\r' && b != '\t' || b > '~' {
			odd++
		}
	}
	return odd*20 <= len(text)
}
