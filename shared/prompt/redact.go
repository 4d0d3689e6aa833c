package prompt

import "strings"

// redact marks the secrets in the files' lines and in the description, and replaces those in the files' paths.
func redact(files []*file, description []line) error {
	s, err := newSecrets()
	if err != nil {
		return err
	}
	texts := []text{newText(description, "\x00")}
	var paths strings.Builder
	for _, f := range files {
		texts = append(texts, textsOf(f.lines)...)
		paths.WriteString(f.Path + "\n")
		if f.PreviousPath != "" {
			paths.WriteString(f.PreviousPath + "\n")
		}
	}
	s.scan(paths.String())
	for _, t := range texts {
		s.scan(t.string)
	}
	for _, t := range texts {
		s.each(t.string, true, t.mark)
		t.markKeys()
	}
	for _, f := range files {
		f.Path, f.PreviousPath = s.path(f, f.Path), s.path(f, f.PreviousPath)
	}
	return nil
}

// path replaces the secrets in a path. What the generic rule takes for one elsewhere stays: a finding must name its file.
func (s *secrets) path(f *file, path string) string {
	l := line{text: path}
	s.each(path, false, func(found span) { l.spans = append(l.spans, found) })
	f.redacted = append(f.redacted, l.rules()...)
	return l.redacted()
}
