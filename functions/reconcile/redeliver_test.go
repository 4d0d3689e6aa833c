package reconcile_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// attempt is one at a delivery: how long ago, and what the webhook answered.
type attempt struct {
	ago    time.Duration
	status int
}

// deliver lists the attempts at one GUID, the first of them first.
func (r *rig) deliver(guid string, attempts ...attempt) (ids []int64) {
	for i, a := range attempts {
		ids = append(ids, r.gh.AddDelivery(standin.DeliveryRecord{
			GUID: guid, Event: "pull_request", Action: "opened", StatusCode: a.status, DeliveredAt: r.now.Add(-a.ago), Redelivery: i > 0,
		}))
	}
	return ids
}

// asked are the GUIDs that were delivered again since the first known of them.
func (r *rig) asked(known int) []string {
	var guids []string
	for _, d := range r.gh.Deliveries()[known:] {
		guids = append(guids, d.GUID)
	}
	return guids
}

func TestRedelivery_RequestsWhatNeverArrived(t *testing.T) {
	t.Parallel()
	const minute, hour, day = time.Minute, time.Hour, 24 * time.Hour
	for name, test := range map[string]struct {
		attempts []attempt
		again    bool
	}{
		"arrived":                          {[]attempt{{hour, 202}}, false},
		"arrived with 204":                 {[]attempt{{hour, 204}}, false},
		"refused":                          {[]attempt{{hour, 401}}, true},
		"failed":                           {[]attempt{{hour, 503}}, true},
		"not reached":                      {[]attempt{{hour, 502}}, true},
		"took too long":                    {[]attempt{{hour, 504}}, true},
		"redirected":                       {[]attempt{{hour, 302}}, false}, // for GitHub it arrived; the webhook never redirects
		"nearly too old":                   {[]attempt{{3*day - minute, 503}}, true},
		"too old":                          {[]attempt{{3*day + minute, 503}}, false},
		"too young":                        {[]attempt{{minute, 503}}, false},
		"the newest attempt too young":     {[]attempt{{hour, 503}, {minute, 503}}, false},
		"arrived at the second attempt":    {[]attempt{{2 * hour, 503}, {hour, 202}}, false},
		"failed after it arrived":          {[]attempt{{2 * hour, 202}, {hour, 503}}, false},
		"failed twice":                     {[]attempt{{2 * hour, 503}, {hour, 503}}, true},
		"failed four times":                {[]attempt{{4 * hour, 503}, {3 * hour, 503}, {2 * hour, 503}, {hour, 502}}, true},
		"asked for, the first out of view": {[]attempt{{3*day + hour, 503}, {5 * hour, 503}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.deliver("guid", test.attempts...)
			code, report := r.call()
			var want []string
			if test.again {
				want = []string{"guid"}
			}
			if diff := cmp.Diff(want, r.asked(len(test.attempts))); diff != "" {
				t.Errorf("delivered again (-want +got):\n%s", diff)
			}
			if report.Redelivered != len(want) || code != http.StatusOK {
				t.Errorf("status %d, %+v", code, report)
			}
		})
	}
}

func TestRedelivery_UsesTheNewestAttempt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.deliver("guid", attempt{2 * time.Hour, 503}, attempt{time.Hour, 503})
	asked := ""
	r.gh.BeforeWrite(func(req *http.Request) error { asked = req.URL.Path; return nil })
	r.call()
	if want := fmt.Sprintf("/app/hook/deliveries/%d/attempts", ids[1]); asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
}

func TestRedelivery_IsBoundedPerCall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 60 {
		r.deliver(fmt.Sprintf("guid-%d", n), attempt{time.Hour, 503})
	}
	r.deliver("another", attempt{time.Minute, 202}) // the webhook answers
	if _, report := r.call(); report.Redelivered != 50 {
		t.Errorf("first call: %d, want 50", report.Redelivered)
	}
	if _, report := r.call(); report.Redelivered != 10 {
		t.Errorf("second call: %d, want 10", report.Redelivered)
	}
	seen := map[string]bool{}
	for _, guid := range r.asked(61) {
		seen[guid] = true
	}
	if len(seen) != 60 {
		t.Errorf("%d deliveries, want 60", len(seen))
	}
}

func redelivery(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/attempts") }

func TestRedelivery_BoundsRefusedOnesToo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 60 {
		r.deliver(fmt.Sprintf("guid-%d", n), attempt{time.Hour, 503})
	}
	r.deliver("another", attempt{time.Minute, 202})
	r.gh.Fail(redelivery, http.StatusInternalServerError, nil, `{"message":"oops"}`, -1)
	code, report := r.call()
	if code != http.StatusInternalServerError || report.Redelivered != 0 || len(report.Errors) != 1 {
		t.Errorf("status %d, %+v", code, report)
	}
	calls := 0
	for _, c := range r.gh.Calls() {
		if c.Method == http.MethodPost {
			calls++
		}
	}
	if calls != 50 {
		t.Errorf("%d calls, want 50", calls)
	}
}

func TestRedelivery_OneRefusalStopsNoOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.deliver("one", attempt{time.Hour, 503})
	r.deliver("two", attempt{time.Hour, 503})
	r.deliver("another", attempt{time.Minute, 202})
	r.gh.Fail(redelivery, http.StatusUnprocessableEntity, nil, `{"message":"no","documentation_url":"https://docs.github.com/rest"}`, 1)
	code, report := r.call()
	if code != http.StatusInternalServerError || report.Redelivered != 1 || len(report.Errors) != 1 {
		t.Errorf("status %d, %+v", code, report)
	}
}

func TestReconcile_HandlesStuckWithoutGitHub(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(*rig){
		"no private key": func(r *rig) {
			r.GitHub = func(context.Context) (*githubapp.App, error) { return nil, errAway }
		},
		"GitHub is down": func(r *rig) { r.gh.Fail(nil, http.StatusBadGateway, nil, "", -1) },
		"a rate limit": func(r *rig) {
			r.gh.Fail(nil, http.StatusForbidden, http.Header{"Retry-After": {"60"}}, standin.SecondaryLimit, -1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.add(12)
			away(r)
			code, report := r.call()
			if code != http.StatusInternalServerError || report.Republished != 1 || len(report.Errors) != 1 || !strings.HasPrefix(report.Errors[0], "redelivering webhooks: ") {
				t.Errorf("status %d, %+v", code, report)
			}
		})
	}
}

func TestRedelivery_IsInTheAuditTrail(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.deliver("guid-of-the-audit-trail", attempt{time.Hour, 503})
	r.call()
	if found := logged.Containing(`"message":"action"`, "guid-of-the-audit-trail"); len(found) != 1 {
		t.Errorf("lines %q", found)
	}
}
