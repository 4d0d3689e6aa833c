package openapitest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Payload fails the test if GitHub's description does not allow the payload for its event and action. It skips the test if the
// description is not available.
func Payload(t testing.TB, event string, payload []byte) {
	t.Helper()
	doc, err := description()
	need(t, err)
	var body map[string]any
	if err := json.Unmarshal(payload, &body); err != nil {
		t.Errorf("payload of %s: %v", event, err)
		return
	}
	action, _ := body["action"].(string)
	name := strings.TrimSuffix(strings.ReplaceAll("webhook-"+event+"-"+action, "_", "-"), "-") // create has no action
	schema, ok := doc.Components.Schemas[name]
	if !ok {
		t.Errorf("payload of %s, action %q: no such event is described or in use", event, action)
		return
	}
	if err := schema.Value.VisitJSON(body, openapi3.MultiErrors(), openapi3.SetSchemaErrorMessageCustomizer(brief)); err != nil {
		t.Errorf("payload of %s %s: %v", event, action, err)
	}
}
