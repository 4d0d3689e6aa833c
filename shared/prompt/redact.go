package prompt

import "strings"

// redact marks the secrets in the files' lines and in the description, and replaces those in the files' paths.
func redact(files []*file, lines ...[]line) error {
	var texts []side
	for _, l := range lines {
		texts = append(texts, newSide("", l, "\x00"))
	}
	var paths []string
	for _, f := range files {
		texts = append(texts, sidesOf(f.Path, f.lines)...)
		paths = append(paths, f.Path, f.PreviousPath)
	}
	s, err := markSecrets(texts, paths)
	if err != nil {
		return err
	}
	for _, f := range files {
		for _, path := range []*string{&f.Path, &f.PreviousPath} {
			var rules []string
			*path, rules = s.path(*path)
			f.redacted = append(f.redacted, rules...)
		}
	}
	return nil
}

// markSecrets finds the secrets of all texts and paths, and marks them in the texts' lines.
func markSecrets(texts []side, paths []string) (*secrets, error) {
	s, err := newSecrets()
	if err != nil {
		return nil, err
	}
	s.scan("", strings.Join(paths, "\n"))
	for _, t := range texts {
		s.scan(t.path, t.string)
	}
	for _, t := range texts {
		s.each(t.string, true, t.mark)
		t.markKeys()
	}
	return s, nil
}

// path replaces the secrets in a path, and names their rules. What the generic rule takes for one elsewhere stays: a finding
// must name its file.
func (s *secrets) path(path string) (shown string, rules []string) {
	l := line{text: path}
	s.each(path, false, func(found span) { l.spans = append(l.spans, found) })
	rules = l.rules()
	return l.redacted(), rules
}
