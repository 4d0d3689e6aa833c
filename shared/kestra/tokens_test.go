package kestra_test

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// withGoogle changes an engine's environment to that of Cloud Run: flows log in with tokens of the metadata server, and are as they are
// shipped.
func withGoogle(env map[string]string, metadata string) {
	env["MODEL_AUTH"], env["MODEL_API_KEY"], env["CALLBACK_AUTH"] = "google", "", "google"
	env["MODEL_MAX_TOKENS"], env["MODEL_MAX_TOKENS_FIELD"] = "777", "max_completion_tokens"
	env["GCE_METADATA_HOST"] = strings.TrimPrefix(metadata, "http://")
	delete(env, "ENGINE_RETRY_INTERVAL")
}

// wantTokensFromMetadataServer wants flows that started withGoogle to log in with tokens at the model and at the callback service, as an
// execution of theirs about a key did, and no token where somebody could read it.
func wantTokensFromMetadataServer(t *testing.T, r *relay, key, id string) {
	t.Helper()
	for _, kind := range kindtest.Names() {
		if err := r.client.Check(t.Context(), kindtest.Of(kind).Flow); err != nil {
			t.Errorf("the flows are not those that are shipped: %v", err)
		}
	}
	r.back.mu.Lock()
	defer r.back.mu.Unlock()
	if got, want := r.back.got[len(r.back.got)-1].Identity, "Bearer "+kestratest.IDToken(r.back.URL); got != want {
		t.Errorf("the callback came as %q, want %q", got, want)
	}
	asked := r.model.Requests(t, key)
	if len(asked) != 1 || asked[0].Authorization != "Bearer "+kestratest.AccessToken {
		t.Fatalf("the model was asked as %+v", asked)
	}
	request := decoded(t, string(asked[0].Body)).(map[string]any)
	if request["max_completion_tokens"] != 777.0 || request["max_tokens"] != nil || request["temperature"] != nil {
		t.Errorf("the request has %v, %v, %v", request["max_completion_tokens"], request["max_tokens"], request["temperature"])
	}
	execution := raw(t, r.stack, id)
	for what, secret := range map[string]string{"the access token": kestratest.AccessToken, "the ID token": kestratest.IDToken("")} {
		if strings.Contains(execution, secret) {
			t.Errorf("%s can be read in the execution", what)
		}
		if len(r.log.Containing(secret)) > 0 {
			t.Errorf("%s can be read in Kestra's log", what)
		}
	}
}
