package callback

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// deadlineWriter keeps the deadline that reading is given.
type deadlineWriter struct {
	http.ResponseWriter
	until time.Time
}

func (w *deadlineWriter) SetReadDeadline(until time.Time) error {
	w.until = until
	return nil
}

// slowBody is a body that a sender sends when it likes.
type slowBody func()

func (read slowBody) Read([]byte) (int, error) {
	read()
	return 0, io.EOF
}

func TestRead_SlowSenderHasADeadline(t *testing.T) {
	t.Parallel()
	w := &deadlineWriter{ResponseWriter: httptest.NewRecorder()}
	reads := 0
	r := httptest.NewRequest(http.MethodPost, "/api/v1/webhook/ai", slowBody(func() {
		reads++
		if left := time.Until(w.until); left > bodyTimeout || w.until.IsZero() {
			t.Errorf("the body is read with a deadline in %v, want one within %v: a sender that stalls occupies an instance", left, bodyTimeout)
		}
	}))
	r.Header.Set("Content-Type", "application/json")
	if _, err := readAnswer(w, r); err == nil || reads == 0 {
		t.Errorf("an empty body gives %v after %d reads", err, reads)
	}
}
