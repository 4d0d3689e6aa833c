package funcserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// sampleRate is the share of deliveries that are traced: TRACE_SAMPLE_RATE, 0 to 1; unset is 0, and analyses that fail are not traced
// either.
func sampleRate(lookup config.Lookup) (float64, error) {
	text, _ := lookup("TRACE_SAMPLE_RATE")
	if text == "" {
		return 0, nil
	}
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate >= 0 && rate <= 1) {
		return 0, fmt.Errorf("TRACE_SAMPLE_RATE is %q: a share of deliveries, from 0 to 1", text)
	}
	return rate, nil
}

// traced returns next with tracing of its requests. It makes the exporter at the first request, so that a start needs no network, and
// none for a rate of 0.
func traced(rate float64, project string, next http.Handler) http.Handler {
	next = telemetry.Trace(next)
	if rate == 0 {
		return next
	}
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() {
			exporter, err := cloudTrace(context.WithoutCancel(r.Context()))
			if err != nil {
				slog.WarnContext(r.Context(), "could not set up tracing", "error", err)
				return
			}
			telemetry.StartTracing(exporter, rate, telemetry.Project(project))
		})
		next.ServeHTTP(w, r)
	})
}
