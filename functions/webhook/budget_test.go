package webhook

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// stalled is a body of which nothing arrives until it is let go; then it ends early.
type stalled struct {
	once    sync.Once
	reading chan struct{} // closed at the first read
	letGo   chan struct{}
}

func newStalled() *stalled {
	return &stalled{reading: make(chan struct{}), letGo: make(chan struct{})}
}

func (s *stalled) Read([]byte) (int, error) {
	s.once.Do(func() { close(s.reading) })
	<-s.letGo
	return 0, io.ErrUnexpectedEOF
}

// hold keeps count deliveries of that length under way, and returns what ends them.
func hold(h *handler, count int, length int64) (end func()) {
	var all sync.WaitGroup
	var bodies []*stalled
	for range count {
		b := newStalled()
		bodies = append(bodies, b)
		r := deliveryFrom("/", "pull_request", b, sign(secret, nil))
		r.ContentLength = length
		all.Go(func() { ask(h, r) })
		<-b.reading
	}
	return func() {
		for _, b := range bodies {
			close(b.letGo)
		}
		all.Wait()
	}
}

func wantBusy(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "10" || w.Header().Get("Connection") != "close" {
		t.Errorf("%s: %d %v, want 503 with Retry-After", what, w.Code, w.Header())
	}
}

func wantFree(t *testing.T, what string, h *handler) {
	t.Helper()
	if usual, large := h.budget.usual.Load(), len(h.budget.large); usual != Concurrency*usualBytes || large != maxLarge {
		t.Errorf("%s: %d bytes and %d large buffers are free", what, usual, large)
	}
}

func TestBudget_LargeBodiesDoNotCrowdOutUsualOnes(t *testing.T) {
	t.Parallel()
	h := serve(secrets(secret), &topic{})
	end := hold(h, maxLarge, MaxBodyBytes)
	large := sized(usualBytes + 1)
	unread := strings.NewReader(string(large))
	wantBusy(t, "one more", ask(h, deliveryFrom("/", "pull_request", unread, sign(secret, large))))
	if unread.Len() != len(large) {
		t.Errorf("%d bytes were read before the refusal", len(large)-unread.Len())
	}
	for _, size := range []int{len(encode(opened())), usualBytes} {
		body := encode(opened())
		if size > len(body) {
			body = sized(size)
		}
		if w := ask(h, delivery("/", "pull_request", body)); w.Code != http.StatusAccepted {
			t.Errorf("a usual body of %d bytes: %d %s", size, w.Code, w.Body)
		}
	}
	end()
	if w := ask(h, delivery("/", "pull_request", large)); w.Code != http.StatusAccepted {
		t.Errorf("a large body after the others: %d %s", w.Code, w.Body)
	}
	wantFree(t, "afterwards", h)
}

func TestBudget_BoundsUsualBodies(t *testing.T) {
	t.Parallel()
	h := serve(secrets(secret), &topic{})
	end := hold(h, Concurrency, usualBytes) // as many as Cloud Run sends
	wantBusy(t, "one more", ask(h, delivery("/", "pull_request", encode(opened()))))
	end()
	if w := ask(h, delivery("/", "pull_request", encode(opened()))); w.Code != http.StatusAccepted {
		t.Errorf("after the others: %d %s", w.Code, w.Body)
	}
	wantFree(t, "afterwards", h)
}

// Without Content-Length nobody knows how large a body gets.
func TestBudget_CountsBodiesOfUnknownLength(t *testing.T) {
	t.Parallel()
	send := func(h *handler, body []byte) *httptest.ResponseRecorder {
		r := deliveryFrom("/", "pull_request", iotest.HalfReader(bytes.NewReader(body)), sign(secret, body))
		r.ContentLength = -1
		return ask(h, r)
	}
	h := serve(secrets(secret), &topic{})
	end := hold(h, maxLarge, MaxBodyBytes)
	if w := send(h, sized(usualBytes)); w.Code != http.StatusAccepted {
		t.Errorf("a usual body: %d %s", w.Code, w.Body)
	}
	wantBusy(t, "a large body", send(h, sized(usualBytes+slack+1)))
	end()
	if w := send(h, sized(3*usualBytes)); w.Code != http.StatusAccepted {
		t.Errorf("a large body after the others: %d %s", w.Code, w.Body)
	}
	end = hold(h, Concurrency, -1)
	wantBusy(t, "one more", send(h, encode(opened())))
	end()
	wantFree(t, "afterwards", h)
}

// Memory that a request does not release is lost until the next deployment.
func TestBudget_EveryAnswerGivesItBack(t *testing.T) {
	t.Parallel()
	body := encode(opened())
	h := serve(secrets(secret), &topic{})
	for name, r := range map[string]*http.Request{
		"accepted":  delivery("/", "pull_request", body),
		"large":     delivery("/", "pull_request", sized(2*usualBytes)),
		"forged":    deliveryFrom("/", "pull_request", bytes.NewReader(sized(2*usualBytes)), sign("another secret that is long enough", body)),
		"not JSON":  delivery("/", "pull_request", []byte("x")),
		"no event":  delivery("/", "", body),
		"cut":       deliveryFrom("/", "pull_request", iotest.ErrReader(io.ErrUnexpectedEOF), sign(secret, body)),
		"too large": deliveryFrom("/", "pull_request", bytes.NewReader(sized(MaxBodyBytes+1)), sign(secret, body)),
	} {
		if name == "too large" {
			r.ContentLength = -1
		}
		ask(h, r)
		wantFree(t, name, h)
	}
}

func TestBudget_FitsTheInstance(t *testing.T) {
	t.Parallel()
	const process = 64 << 20 // a running webhook without bodies has 30 MiB; the rest is what decoding takes
	if all := Concurrency*(usualBytes+slack) + maxLarge*(MaxBodyBytes+slack) + process; all > Memory {
		t.Errorf("all bodies and the process take %d bytes of %d", all, Memory)
	}
}

// A repeated delivery of GitHub's may come with a secret that was just added: its body is still there to be verified.
func TestSignature_RefreshesForALargeBody(t *testing.T) {
	t.Parallel()
	v := secrets(secret)
	v.stored = append(v.stored, []byte("a secret that was just added"))
	body := sized(2 * usualBytes)
	w := ask(serve(v, &topic{}), deliveryFrom("/", "pull_request", bytes.NewReader(body), sign("a secret that was just added", body)))
	if w.Code != http.StatusAccepted || v.refreshed != 1 {
		t.Errorf("%d after %d refreshes", w.Code, v.refreshed)
	}
}
