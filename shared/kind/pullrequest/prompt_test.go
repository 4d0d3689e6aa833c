package pullrequest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/devplus-app/devplus/shared/kind/pullrequest"
)

// promptDigests has the beginning of the SHA-256 of flow.yaml for each version since they have numbers.
var promptDigests = map[int]string{2: "af1a0730a5541690"}

// Acceptance is counted by prompt version, so two prompts must not share a number.
func TestPromptVersion_ChangesWithThePrompt(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("flow.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	if got := hex.EncodeToString(sum[:8]); got != promptDigests[pullrequest.PromptVersion] {
		t.Errorf("the prompt has the digest %s: raise PromptVersion, add the digest for the new number, and run `go generate ./kestra-image/...`", got)
	}
}
