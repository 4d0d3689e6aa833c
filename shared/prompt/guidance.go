package prompt

import (
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// ignore leaves the diffs of files out that the reviewer is not shown.
func ignore(files []*file, ignored func(path string) bool) {
	for _, f := range files {
		if ignored != nil && f.skip == "" && ignored(f.path) {
			f.skip = ignoredBySettings
		}
	}
}

// ignoredBySettings is why the diff of an ignored file is not shown.
const ignoredBySettings = "ignored by the repository's settings"

// passageLines returns the lines of passages, in about n bytes, and how many of the passages they begin.
func passageLines(passages []Passage, n int) (lines []line, shown int) {
	for _, b := range passages {
		head := b.About
		if b.Path != "" {
			head += " " + text.CutMiddle(visible(b.Path), maxPath)
		}
		for raw := range strings.Lines("# " + head + "\n" + b.Text) {
			raw = strings.TrimRight(raw, "\r\n")
			if n -= lineCost(raw); n < 0 {
				return append(lines, newLine(0, 0, "(cut here)")), shown
			}
			lines = append(lines, newLine(0, 0, raw))
		}
		shown++
	}
	return lines, shown
}

// languageFacts asks for a language; nothing for English.
func languageFacts(name string) Trusted {
	said := Word(name, "Czech", "Danish", "German", "Spanish", "Finnish", "French", "Hindi", "Italian", "Japanese", "Korean", "Dutch", "Norwegian", "Polish",
		"Portuguese", "Swedish", "Turkish", "Ukrainian", "Vietnamese", "Chinese")
	if said.text == "other" {
		return Trusted{}
	}
	return Trusted{}.Say("Write all texts of the answer in %s; keep the names of fields and their given values as they are.", said)
}

// unwantedFacts asks for no findings of the categories, which would be dropped.
func unwantedFacts(categories []string) Trusted {
	var t Trusted
	for _, c := range categories {
		t = t.Say("This repository wants no findings of the category %s: report none.",
			Word(c, "correctness", "security", "performance", "concurrency", "api", "tests", "docs"))
	}
	return t
}
