package webhook

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// sized is a delivery whose body has n bytes.
func sized(n int) []byte {
	body := encode(opened())
	body = append(body[:len(body)-1], `,"pad":"`...)
	body = append(body, bytes.Repeat([]byte("p"), n-len(body)-2)...)
	return append(body, `"}`...)
}

// A payload that is cut instead of refused has a wrong signature, and nobody learns why.
func TestBody_LimitIsExact(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ size, status int }{{MaxBodyBytes, 202}, {MaxBodyBytes + 1, 413}} {
		body := sized(tt.size)
		if len(body) != tt.size {
			t.Fatalf("%d bytes", len(body))
		}
		signature := sign(secret, body)
		for _, declared := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d bytes, Content-Length %v", tt.size, declared), func(t *testing.T) {
				var out topic
				server := httptest.NewServer(serve(secrets(secret), &out).routes())
				defer server.Close()
				var reader io.Reader = bytes.NewReader(body)
				if !declared {
					reader = iotest.DataErrReader(reader) // hides the length
				}
				r := deliveryFrom(server.URL, "pull_request", reader, signature)
				if !declared {
					r.ContentLength = -1
				}
				answer, err := server.Client().Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer answer.Body.Close()
				if answer.StatusCode != tt.status || len(out.published()) != map[int]int{202: 1}[tt.status] {
					t.Errorf("status %d, %d events; want %d", answer.StatusCode, len(out.published()), tt.status)
				}
			})
		}
	}
}

// connect sends a delivery's head that announces length bytes, and the first of them.
func connect(t *testing.T, server *httptest.Server, length int, first []byte) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_, err = fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nX-GitHub-Event: pull_request\r\n"+
		"X-GitHub-Delivery: %s\r\nX-Hub-Signature-256: sha256=%064d\r\nContent-Length: %d\r\n\r\n%s", guid, 0, length, first)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBody_StalledGetsAnAnswer(t *testing.T) {
	t.Parallel()
	body := encode(opened())
	h := serve(secrets(secret), &topic{})
	h.bodyTimeout = 50 * time.Millisecond
	server := httptest.NewServer(h.routes())
	defer server.Close()

	slow := connect(t, server, len(body), body[:10])
	cut := connect(t, server, len(body), body[:10])
	if err := cut.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		c      net.Conn
		status string
	}{"stalls": {slow, "408"}, "ends": {cut, "400"}} {
		_ = tt.c.SetReadDeadline(time.Now().Add(time.Minute))
		got, err := io.ReadAll(tt.c) // to the end: the server must close what it can't go on with
		if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 "+tt.status) {
			t.Errorf("a body that %s: %v, %q; want %s", name, err, got, tt.status)
		}
	}
}

// The deadline is the body's: publishing may take longer, and must not look as if the client had left.
func TestBody_DeadlineEndsWithIt(t *testing.T) {
	t.Parallel()
	gone := make(chan error, 1)
	h := serve(secrets(secret), &topic{})
	h.bodyTimeout = 200 * time.Millisecond
	routes := h.routes()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		routes.ServeHTTP(w, r)
		select {
		case <-r.Context().Done():
			gone <- r.Context().Err()
		case <-time.After(2 * h.bodyTimeout):
			gone <- nil
		}
	}))
	defer server.Close()
	answer, err := server.Client().Do(delivery(server.URL, "pull_request", encode(opened())))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if err := <-gone; err != nil || answer.StatusCode != 202 {
		t.Errorf("%d, %v", answer.StatusCode, err)
	}
}

// A request without a signature, or with a large Content-Length alone, must not get the memory of an instance.
func TestBody_AnnouncedLengthTakesNoMemory(t *testing.T) {
	body := encode(opened())
	r := delivery("/", "pull_request", body)
	r.ContentLength = MaxBodyBytes
	unsigned := deliveryFrom("/", "pull_request", bytes.NewReader(sized(8<<20)), "")
	for name, r := range map[string]*http.Request{"announced": r, "unsigned": unsigned} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ask(serve(secrets(secret), &topic{}), r)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s: %d bytes were allocated", name, took)
		}
	}
}
