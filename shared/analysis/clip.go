package analysis

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/text"
)

// Clip cuts texts and lists of a result to the schema's limits: texts to maxLength characters, lists to maxItems. It counts the cuts. It
// does not change texts of a fixed form, or a result that is not JSON.
func (s *Schema) Clip(result json.RawMessage) (json.RawMessage, int) {
	var rules clipRules
	decoder := json.NewDecoder(bytes.NewReader(result))
	decoder.UseNumber()
	var value any
	if json.Unmarshal(s.raw, &rules) != nil || decoder.Decode(&value) != nil {
		return result, 0
	}
	value, cut := rules.clip(value)
	if cut == 0 {
		return result, 0
	}
	clipped, err := json.Marshal(value)
	if err != nil {
		return result, 0
	}
	return clipped, cut
}

// clipRules are the limits in a schema.
type clipRules struct {
	MaxLength, MaxItems int
	Pattern, Format     string
	Items               *clipRules
	Properties          map[string]*clipRules
}

func (r *clipRules) clip(value any) (_ any, cut int) {
	switch v := value.(type) {
	case string:
		if r.MaxLength > 0 && r.Pattern == "" && r.Format == "" && utf8.RuneCountInString(v) > r.MaxLength {
			return text.CutRunes(v, r.MaxLength), 1
		}
	case []any:
		if r.MaxItems > 0 && len(v) > r.MaxItems {
			cut = len(v) - r.MaxItems
			v = v[:r.MaxItems]
		}
		for i := range v {
			n := 0
			if r.Items != nil {
				v[i], n = r.Items.clip(v[i])
			}
			cut += n
		}
		return v, cut
	case map[string]any:
		for name, rules := range r.Properties {
			if inner, ok := v[name]; ok {
				n := 0
				v[name], n = rules.clip(inner)
				cut += n
			}
		}
	}
	return value, cut
}
