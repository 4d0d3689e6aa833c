package callback_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// asked is a request in the making.
type asked struct {
	method, media, authorization string
	body                         func() string
	result                       string
}

// faults are what may be wrong with a request, in the order that they are looked for.
var faults = []struct {
	name   string
	status int
	make   func(*rig, *asked)
}{
	{"method", 405, func(_ *rig, q *asked) { q.method = http.MethodPut }},
	{"media type", 415, func(_ *rig, q *asked) { q.media = "text/plain" }},
	{"size", 413, func(_ *rig, q *asked) {
		body := q.body
		q.body = func() string { return body() + strings.Repeat(" ", 1<<20) }
	}},
	{"no JSON", 400, func(_ *rig, q *asked) {
		body := q.body
		q.body = func() string { return "[" + body() }
	}},
	{"no token", 401, func(_ *rig, q *asked) { q.authorization = "" }},
	{"superseded", 409, func(r *rig, _ *asked) {
		r.claim(func(a *analysis.Analysis) error { return a.Supersede(start, "def") })
	}},
	{"bad result", 422, func(_ *rig, q *asked) { q.result = unusable }},
	{"store away", 503, func(r *rig, _ *asked) { r.writing = errAway }},
}

func TestRequest_FirstFailedCheckDecides(t *testing.T) {
	t.Parallel()
	for i, first := range faults {
		for _, second := range faults[i:] {
			t.Run(first.name+" and "+second.name, func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				q := &asked{method: http.MethodPost, media: "application/json", authorization: "Bearer " + r.token(1), result: clean}
				q.body = func() string { return r.succeeded(q.result) }
				first.make(r, q)
				if second.name != first.name {
					second.make(r, q)
				}
				before := r.stored()
				req := httptest.NewRequest(q.method, callback.Path, strings.NewReader(q.body()))
				req.Header.Set("Content-Type", q.media)
				req.Header.Set("Authorization", q.authorization)
				want := first.status
				if first.status == 422 && second.status == 503 {
					want = 503 // the refusal can't be counted
				}
				r.want(r.serve(req), want)
				if want == 422 {
					return
				}
				if diff := cmp.Diff(before, r.stored()); diff != "" {
					t.Errorf("the analysis changed (-before +after):\n%s", diff)
				}
				r.wantPublished(0)
			})
		}
	}
}

func TestRequest_TooBigIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	body := func() string { return r.succeeded(`"` + strings.Repeat("x", 5<<20) + `"`) }
	for name, reader := range map[string]io.Reader{
		"with its length": strings.NewReader(body()),
		"chunked":         io.MultiReader(strings.NewReader(body())),
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+callback.Path, reader)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+r.token(1))
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d, want 413", resp.StatusCode)
			}
		})
	}
}

func TestRequest_OfExactlyTheLimitIsAccepted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := r.succeeded(clean)
	r.want(r.send(body+strings.Repeat(" ", 1<<20-len(body))), http.StatusOK)
}

func TestRequest_UnreadableSaysWhy(t *testing.T) {
	t.Parallel()
	const id = `"analysis_id":"x","attempt":1,"status":"succeeded"`
	for name, body := range map[string]string{
		"empty":                 "",
		"an array":              "[]",
		"cut off":               `{"analysis_id":"x","att`,
		"two values":            `{` + id + `}{}`,
		"not UTF-8":             `{` + id + `,"result":"` + "\xff" + `"}`,
		"half a surrogate":      `{` + id + `,"result":"\ud800"}`,
		"a name twice":          `{` + id + `,"attempt":2}`,
		"a name twice, inside":  `{` + id + `,"result":{"summary":5,"summary":"five"}}`,
		"nested too deep":       `{` + id + `,"result":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
		"no analysis":           `{"attempt":1,"status":"succeeded"}`,
		"a long analysis":       `{"analysis_id":"` + strings.Repeat("x", 201) + `","attempt":1,"status":"succeeded"}`,
		"a long execution":      `{` + id + `,"execution_id":"` + strings.Repeat("x", 201) + `"}`,
		"no attempt":            `{"analysis_id":"x","status":"succeeded"}`,
		"attempt 0":             `{"analysis_id":"x","attempt":0,"status":"succeeded"}`,
		"a negative attempt":    `{"analysis_id":"x","attempt":-1,"status":"succeeded"}`,
		"a huge attempt":        `{"analysis_id":"x","attempt":1e999,"status":"succeeded"}`,
		"attempt as a string":   `{"analysis_id":"x","attempt":"1","status":"succeeded"}`,
		"no status":             `{"analysis_id":"x","attempt":1}`,
		"another status":        `{"analysis_id":"x","attempt":1,"status":"Succeeded"}`,
		"failed without why":    `{"analysis_id":"x","attempt":1,"status":"failed"}`,
		"failed for null":       `{"analysis_id":"x","attempt":1,"status":"failed","error":null}`,
		"failed for a string":   `{"analysis_id":"x","attempt":1,"status":"failed","error":"it broke"}`,
		"negative calls":        `{` + id + `,"usage":{"calls":-1}}`,
		"negative parts":        `{` + id + `,"usage":{"parts":-1}}`,
		"negative unanswered":   `{` + id + `,"usage":{"unanswered":-1}}`,
		"negative input":        `{` + id + `,"usage":{"input_tokens":-1}}`,
		"negative output":       `{` + id + `,"usage":{"output_tokens":-1}}`,
		"more tokens than fit":  `{` + id + `,"usage":{"input_tokens":9223372036854775808}}`,
		"tokens beyond numbers": `{` + id + `,"usage":{"input_tokens":1e400}}`,
		"usage as a string":     `{` + id + `,"usage":"much"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newRig(t).send(body)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "the answer can't be read: ") {
				t.Errorf("%d %s, want 400 with the reason", w.Code, w.Body)
			}
		})
	}
}

func TestRequest_ChecksMediaTypes(t *testing.T) {
	t.Parallel()
	for media, status := range map[string]int{
		"application/json":                  200,
		"application/json; charset=utf-8":   200,
		"Application/JSON":                  200,
		"":                                  415,
		"application/jsonp":                 415,
		"application/json;;":                415,
		"application/x-www-form-urlencoded": 415,
	} {
		t.Run(media, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			req := request(r.token(1), r.succeeded(clean))
			req.Header.Set("Content-Type", media)
			r.want(r.serve(req), status)
		})
	}
}

func TestToken_RefusalTellsStrangersNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := kindtest.ID(42, analysis.Subject{Kind: "pull_request", Number: 13}, "abc")
	expiry := start.Add(time.Hour)
	mint := func(key, id string, attempt int, at time.Time) string {
		return analysis.Mint([]byte(key), id, attempt, at)
	}
	unknown := strings.ReplaceAll(r.succeeded(clean), r.id, other)
	requests := map[string]*http.Request{
		"missing":             request("", r.succeeded(clean)),
		"forged":              request(mint("somebody else's key", r.id, 1, expiry), r.succeeded(clean)),
		"expired":             request(mint(key, r.id, 1, start), r.succeeded(clean)),
		"another analysis's":  request(mint(key, other, 1, expiry), r.succeeded(clean)),
		"another attempt's":   request(mint(key, r.id, 2, expiry), r.succeeded(clean)),
		"garbage":             request("....", r.succeeded(clean)),
		"not ASCII":           request("☃", r.succeeded(clean)),
		"lengthened":          request(r.token(1)+"=", r.succeeded(clean)),
		"unknown, forged":     request(mint("somebody else's key", other, 1, expiry), unknown),
		"unknown, well made":  request(mint(key, other, 1, expiry), unknown),
		"unknown, a path":     request(mint(key, "../x", 1, expiry), strings.ReplaceAll(r.succeeded(clean), r.id, "../x")),
		"basic, not a bearer": request(r.token(1), r.succeeded(clean)),
		"bad result":          request("", r.succeeded(unusable)),
	}
	requests["basic, not a bearer"].Header.Set("Authorization", "Basic "+r.token(1))
	before := r.stored()
	for name, req := range requests {
		t.Run(name, func(t *testing.T) {
			w := r.serve(req)
			got := fmt.Sprintf("%d %v %s", w.Code, w.Header(), w.Body)
			const want = `401 map[Content-Type:[application/json] Www-Authenticate:[Bearer]] ` +
				`{"error":"the capability token is missing, expired or for something else"}` + "\n"
			if got != want {
				t.Errorf("answer:\n%s\nwant:\n%s", got, want)
			}
		})
	}
	if diff := cmp.Diff(before, r.stored()); diff != "" {
		t.Errorf("the analysis changed (-before +after):\n%s", diff)
	}
}

func TestToken_SchemeIgnoresCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	req := request("", r.succeeded(clean))
	req.Header.Set("Authorization", "bearer  "+r.token(1))
	r.want(r.serve(req), http.StatusOK)
}

func TestToken_AcceptsRotatedKeys(t *testing.T) {
	t.Parallel()
	const newer = "the key that came after"
	for name, test := range map[string]struct {
		held, stored []string
		minted       string
		status       int
		refreshed    int
	}{
		"minted with the newer of two":          {[]string{newer, key}, nil, newer, 200, 0},
		"minted with the older of two":          {[]string{newer, key}, nil, key, 200, 0},
		"minted with one that is not read yet":  {[]string{key}, []string{newer, key}, newer, 200, 1},
		"minted with one that is withdrawn":     {[]string{newer}, []string{newer}, key, 401, 1},
		"forged, and looked for no second time": {[]string{key}, nil, "another", 401, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.keys = ring{held: bytesOf(test.held), stored: bytesOf(test.stored)}
			w := r.serve(request(analysis.Mint([]byte(test.minted), r.id, 1, start.Add(time.Hour)), r.succeeded(clean)))
			r.want(w, test.status)
			if r.keys.refreshed != test.refreshed {
				t.Errorf("keys were read anew %d times, want %d", r.keys.refreshed, test.refreshed)
			}
		})
	}
}

func bytesOf(texts []string) [][]byte {
	var out [][]byte
	for _, text := range texts {
		out = append(out, []byte(text))
	}
	return out
}

func TestToken_WithoutKeysAsksToRetry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.keys = ring{err: errAway}
	w := r.send(r.succeeded(clean))
	r.want(w, http.StatusServiceUnavailable)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}
