package githubapp_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func TestDeliveries_AreReadBackToATime(t *testing.T) {
	t.Parallel()
	now := time.Now().Truncate(time.Second)
	for name, test := range map[string]struct {
		listed    int
		since     time.Duration
		want      int
		truncated bool
		calls     int
	}{
		"none":                {0, time.Hour, 0, false, 1},
		"all":                 {250, time.Hour, 250, false, 3},
		"those since a time":  {250, 120 * time.Second, 120, false, 2},
		"exactly a page":      {100, time.Hour, 100, false, 1},
		"more than is looked": {2001, time.Hour, 2000, true, 20},
	} {
		app, _, server := start(t, standin.Options{})
		for i := range test.listed { // one a second, oldest first
			server.AddDelivery(standin.DeliveryRecord{
				GUID: fmt.Sprintf("guid-%d", i), Event: "pull_request", Action: "opened", StatusCode: 503,
				DeliveredAt: now.Add(-time.Duration(test.listed-i) * time.Second),
			})
		}
		server.AddDelivery(standin.DeliveryRecord{GUID: "arrived", Event: "pull_request", Action: "opened", StatusCode: 202, DeliveredAt: now})
		since := now.Add(-test.since - time.Second/2)
		got, next, err := app.Deliveries(t.Context(), githubapp.Failed, since, "")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		truncated := next != ""
		if len(got) != test.want || truncated != test.truncated || len(server.Calls()) != test.calls {
			t.Errorf("%s: %d, truncated %t, in %d calls; want %d, %t, %d", name, len(got), truncated, len(server.Calls()), test.want, test.truncated, test.calls)
		}
		for i, d := range got {
			if want := fmt.Sprintf("guid-%d", test.listed-1-i); d.GetGUID() != want || d.GetStatusCode() != 503 {
				t.Fatalf("%s: place %d has %s with %d, want %s with 503", name, i, d.GetGUID(), d.GetStatusCode(), want)
			}
		}
		if truncated {
			rest, end, err := app.Deliveries(t.Context(), githubapp.Failed, since, next)
			if err != nil || len(rest) != 1 || rest[0].GetGUID() != "guid-0" || end != "" {
				t.Errorf("%s: from the cursor on %v, %q, %v", name, rest, end, err)
			}
		}
	}
}

func TestRedeliver_KeepsGUIDPayloadAndSignature(t *testing.T) {
	t.Parallel()
	app, _, server := onePull(t)
	type request struct{ guid, signature, body string }
	received := make(chan request, 2)
	var status atomic.Int32
	status.Store(http.StatusServiceUnavailable)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		received <- request{r.Header.Get("X-GitHub-Delivery"), r.Header.Get("X-Hub-Signature-256"), string(body)}
		w.WriteHeader(int(status.Load()))
	}))
	t.Cleanup(hook.Close)
	payload, err := server.PullRequestPayload("opened", 1)
	if err != nil {
		t.Fatal(err)
	}
	failed := server.Deliver(t.Context(), hook.URL, "pull_request", payload, "a secret of some length")
	if failed.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("delivered with %d", failed.StatusCode)
	}
	status.Store(http.StatusAccepted)
	if err := app.Redeliver(t.Context(), failed.ID); err != nil {
		t.Fatal(err)
	}
	if first, second := <-received, <-received; first != second || first.guid != failed.GUID {
		t.Errorf("redelivered %.200v, first was %.200v", second, first)
	}
	type attempt struct {
		guid       string
		code       int
		redelivery bool
	}
	var attempts []attempt
	for _, which := range []githubapp.Outcome{githubapp.Failed, githubapp.Arrived} {
		listed, _, err := app.Deliveries(t.Context(), which, time.Now().Add(-time.Hour), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range listed {
			attempts = append(attempts, attempt{d.GetGUID(), d.GetStatusCode(), d.GetRedelivery()})
		}
	}
	want := map[attempt]bool{{failed.GUID, 503, false}: true, {failed.GUID, 202, true}: true}
	got := map[attempt]bool{}
	for _, a := range attempts {
		got[a] = true
	}
	if diff := cmp.Diff(len(want), len(attempts)); diff != "" || got[attempts[0]] != want[attempts[0]] || got[attempts[1]] != want[attempts[1]] {
		t.Errorf("listed %v, want %v", attempts, want)
	}
	if err := app.Redeliver(t.Context(), 1); err == nil {
		t.Error("redelivered what never was")
	}
}
