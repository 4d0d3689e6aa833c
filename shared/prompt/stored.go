package prompt

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/text"
)

// maxGuardLine bounds a guard's line, in bytes.
const maxGuardLine = 120

// RedactFacts replaces the secrets in a change's stored and published facts: its guards' lines, and then all paths. It cuts the
// lines afterwards, because half a secret is not recognized.
func RedactFacts(facts *change.Facts) error {
	for i := range facts.Guards {
		g := &facts.Guards[i]
		marked := newSide(g.Path, []line{newLine(0, 0, g.Line)}, "\x00")
		if _, err := markSecrets([]side{marked}, nil); err != nil {
			return err
		}
		g.Line = text.Head(marked.lines[0].redacted(), maxGuardLine)
	}
	return Redact(facts)
}

// Redact replaces the secrets in the strings of a value that JSON describes whole.
func Redact[T any](value *T) error {
	document, err := json.Marshal(value)
	if err != nil {
		return err
	}
	redacted, err := RedactJSON(document)
	if err != nil || bytes.Equal(redacted, document) {
		return err
	}
	*value = *new(T)
	return json.Unmarshal(redacted, value)
}

// jsonString matches a string of a JSON document.
var jsonString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// RedactJSON replaces the secrets in a JSON document's strings, such as the titles and paths that a kind keeps as evidence. The rest
// stays byte by byte.
func RedactJSON(document json.RawMessage) (json.RawMessage, error) {
	s, err := newSecrets()
	if err != nil {
		return nil, err
	}
	all := jsonString.FindAllIndex(document, -1)
	texts := make([]string, len(all))
	for i, at := range all {
		if err := json.Unmarshal(document[at[0]:at[1]], &texts[i]); err != nil {
			return nil, err
		}
	}
	s.scan("", strings.Join(texts, "\n"))
	if len(s.found) == 0 {
		return document, nil
	}
	var redacted json.RawMessage
	end := 0
	for i, at := range all {
		shown, rules := s.path(texts[i])
		if len(rules) == 0 {
			continue
		}
		literal, err := json.Marshal(shown)
		if err != nil {
			return nil, err
		}
		redacted = append(append(redacted, document[end:at[0]]...), literal...)
		end = at[1]
	}
	return append(redacted, document[end:]...), nil
}
