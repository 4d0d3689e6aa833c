package analysis_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

var clipSchema = analysis.MustSchema([]byte(`{"type":"object","additionalProperties":false,"properties":{
  "title":{"type":"string","maxLength":5},
  "sha":{"type":"string","maxLength":4,"pattern":"^[0-9a-f]*$"},
  "level":{"enum":["low","high"]},
  "score":{"type":"number"},
  "list":{"type":"array","maxItems":2,"items":{"type":"object","properties":{"name":{"type":["string","null"],"maxLength":3}}}}}}`))

// A title that is one character too long must not cost the whole review.
func TestSchema_ClipsOnlyWhatIsTooLong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, want string
		cut            int
	}{
		{"fits", `{"title":"äöüßé", "score":1.50}`, `{"title":"äöüßé", "score":1.50}`, 0},
		{"a text", `{"title":"äöüßé!","score":12345678901234567890}`, `{"score":12345678901234567890,"title":"äöüß…"}`, 1},
		{"texts in a list", `{"list":[{"name":"abcd"},{"name":null}]}`, `{"list":[{"name":"ab…"},{"name":null}]}`, 1},
		{"a list", `{"list":[{"name":"a"},{},{"name":"abcd"},{}]}`, `{"list":[{"name":"a"},{}]}`, 2},
		{"of a fixed form", `{"sha":"abcdef"}`, `{"sha":"abcdef"}`, 0},
		{"another type", `{"title":123456,"list":{"name":"abcd"},"unknown":"stays as it is"}`, `{"title":123456,"list":{"name":"abcd"},"unknown":"stays as it is"}`, 0},
		{"no JSON", `Here is what I found:`, `Here is what I found:`, 0},
	} {
		got, cut := clipSchema.Clip(json.RawMessage(c.in))
		if diff := cmp.Diff(c.want, string(got)); diff != "" || cut != c.cut {
			t.Errorf("%s: %d cut, want %d (-want +got):\n%s", c.name, cut, c.cut, diff)
		}
	}
}

// All that is too long, in each limit of each schema, has to pass the schema after it.
func TestSchema_TakesWhatItClipped(t *testing.T) {
	t.Parallel()
	long := `{"title":"` + strings.Repeat("é", 500) + `","list":[` + strings.Repeat(`{"name":"`+strings.Repeat("x", 99)+`"},`, 50) + `{}]}`
	got, cut := clipSchema.Clip(json.RawMessage(long))
	if err := clipSchema.Validate(got); err != nil || cut != 1+49+2 {
		t.Errorf("%d cut: %v", cut, err)
	}
}
