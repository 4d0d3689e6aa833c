package callback

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/devplus-app/devplus/shared/kind"
)

// verified adds the verifications of the findings to a valid result. Findings without one are shown as not verified, if at all.
func verified(ctx context.Context, k kind.Kind, result json.RawMessage, answer *answer) json.RawMessage {
	v, ok := k.(kind.Verified)
	if !ok || len(answer.Verifications) == 0 || string(answer.Verifications) == "null" {
		return result
	}
	with, err := v.Verify(result, json.RawMessage(answer.Verifications))
	if err != nil {
		slog.WarnContext(ctx, "could not read the verifications", "error", err, "advice", "the findings are shown without them")
		return result
	}
	return with
}
