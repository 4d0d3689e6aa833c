package callback

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// retryAfter is the number of seconds after which a workflow should send its answer again.
const retryAfter = 10

// reject is the one place that turns an error into an answer. It logs the cause; the workflow gets a fixed text and, for a
// broken result, the fields.
func reject(ctx context.Context, w http.ResponseWriter, err error) {
	var (
		tooLarge   *http.MaxBytesError
		invalid    *analysis.InvalidResultError
		transition *analysis.TransitionError
		status     = http.StatusServiceUnavailable
		text       = "not committed, send it again"
		fields     []string
		cause      = err
	)
	switch {
	case errors.Is(err, errMethod):
		w.Header().Set("Allow", http.MethodPost)
		status, text = http.StatusMethodNotAllowed, errMethod.Error()
	case errors.Is(err, errMediaType):
		status, text = http.StatusUnsupportedMediaType, errMediaType.Error()
	case errors.As(err, &tooLarge):
		status, text = http.StatusRequestEntityTooLarge, "an answer has at most "+strconv.Itoa(maxBody)+" bytes"
	case errors.Is(err, errBadRequest):
		status, text = http.StatusBadRequest, err.Error()
	case errors.Is(err, errUnauthorized):
		w.Header().Set("WWW-Authenticate", "Bearer")
		status, text = http.StatusUnauthorized, errUnauthorized.Error()
	case errors.Is(err, analysis.ErrOvertaken), errors.As(err, &transition):
		status, text = http.StatusConflict, analysis.ErrOvertaken.Error()
	case errors.As(err, &invalid):
		status, text, fields = http.StatusUnprocessableEntity, "the result breaks its schema", invalid.Problems
		cause = errors.New(text) // the problems would quote the model
	default:
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	slog.WarnContext(ctx, "callback refused", "metric", string(telemetry.MetricRefused), "status", status, "error", cause, "problems", len(fields))
	body := map[string]any{"error": text}
	if fields != nil {
		body["problems"] = fields
	}
	respond(w, status, body)
}

func respond(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller is gone when this fails
}
