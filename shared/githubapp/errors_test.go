package githubapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func to(part string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.Contains(r.URL.Path, part) }
}

func message(m string) string {
	return fmt.Sprintf(`{"message":%q,"documentation_url":"https://docs.github.com/rest"}`, m)
}

func TestErrors_ClassifyGitHubsAnswers(t *testing.T) {
	t.Parallel()
	const token, repository = "/access_tokens", "/repos/"
	for name, test := range map[string]struct {
		at                        string
		status                    int
		body                      string
		notFound, gone, permanent bool
	}{
		"object not found":           {repository, 404, message("Not Found"), true, true, true},
		"object gone":                {repository, 410, message("This was deleted"), false, true, true},
		"blocked for legal reasons":  {repository, 451, message("Repository access blocked"), false, true, true},
		"permission taken away":      {repository, 403, message("Resource not accessible by integration"), false, true, true},
		"suspended with a token":     {repository, 403, message("This installation has been suspended"), false, true, true},
		"installation removed":       {token, 404, message("Not Found"), false, true, true},
		"installation suspended":     {token, 403, message("This installation has been suspended"), false, true, true},
		"refused for another reason": {repository, 403, message("Repository was archived so is read-only."), false, false, true},
		"invalid":                    {repository, 422, message("Validation Failed"), false, false, true},
		"credentials refused":        {repository, 401, message("Bad credentials"), false, false, false},
		"key refused":                {token, 401, message("A JSON web token could not be decoded"), false, false, false},
		"GitHub broken":              {repository, 502, "<html>Bad Gateway</html>", false, false, false},
		"GitHub's tokens broken":     {token, 500, "", false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, in, server := onePull(t)
			server.Fail(to(test.at), test.status, nil, test.body, -1)
			_, err := in.PullRequest(t.Context(), 1)
			if err == nil {
				t.Fatal("no error")
			}
			if got := errors.Is(err, githubapp.ErrNotFound); got != test.notFound {
				t.Errorf("ErrNotFound is %t: %v", got, err)
			}
			if got := errors.Is(err, githubapp.ErrGone); got != test.gone {
				t.Errorf("ErrGone is %t: %v", got, err)
			}
			if got := githubapp.Permanent(err); got != test.permanent {
				t.Errorf("Permanent is %t: %v", got, err)
			}
			if limit := (*githubapp.RateLimitError)(nil); errors.As(err, &limit) {
				t.Errorf("taken for a rate limit: %v", err)
			}
			if !strings.Contains(err.Error(), "octo/project#1") || !strings.Contains(err.Error(), strconv.Itoa(test.status)) {
				t.Errorf("%q does not say what was done and what came", err)
			}
		})
	}
}

func TestRateLimit_HasATimeAndStopsTheNextRequest(t *testing.T) {
	t.Parallel()
	reset := time.Now().Add(17 * time.Minute).Truncate(time.Second)
	unix := strconv.FormatInt(reset.Unix(), 10)
	past := strconv.FormatInt(time.Now().Add(-time.Minute).Unix(), 10)
	const in90s, in1m, atReset = 90 * time.Second, time.Minute, time.Duration(0)
	primary := message("API rate limit exceeded for installation ID 777.")
	for name, test := range map[string]struct {
		at     string
		status int
		header http.Header
		body   string
		want   time.Duration // from the answer on
	}{
		"primary":                         {"/repos/", 403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {unix}}, primary, atReset},
		"primary as 429":                  {"/repos/", 429, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {unix}}, primary, atReset},
		"primary without its resource":    {"/repos/", 403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {unix}, "X-Ratelimit-Resource": {}}, primary, atReset},
		"primary at the token":            {"/access_tokens", 403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {unix}}, primary, atReset},
		"secondary with Retry-After":      {"/repos/", 403, http.Header{"Retry-After": {"90"}}, standin.SecondaryLimit, in90s},
		"secondary as 429":                {"/repos/", 429, http.Header{"Retry-After": {"90"}}, standin.SecondaryLimit, in90s},
		"secondary at the token":          {"/access_tokens", 403, http.Header{"Retry-After": {"90"}}, standin.SecondaryLimit, in90s},
		"secondary with a reset":          {"/repos/", 403, http.Header{"X-Ratelimit-Reset": {unix}}, standin.SecondaryLimit, atReset},
		"secondary with a reset gone by":  {"/repos/", 403, http.Header{"X-Ratelimit-Reset": {past}}, standin.SecondaryLimit, in1m},
		"secondary without any time":      {"/repos/", 429, http.Header{"X-Ratelimit-Reset": {}}, standin.SecondaryLimit, in1m},
		"secondary with a Retry-After 0":  {"/repos/", 429, http.Header{"Retry-After": {"0"}, "X-Ratelimit-Reset": {}}, standin.SecondaryLimit, in1m},
		"secondary until a date":          {"/repos/", 403, http.Header{"Retry-After": {reset.UTC().Format(http.TimeFormat)}}, standin.SecondaryLimit, atReset},
		"secondary until a date gone by":  {"/repos/", 403, http.Header{"Retry-After": {"Wed, 21 Oct 2015 07:28:00 GMT"}, "X-Ratelimit-Reset": {}}, standin.SecondaryLimit, in1m},
		"secondary of a year":             {"/repos/", 403, http.Header{"Retry-After": {"31536000"}}, standin.SecondaryLimit, time.Hour},
		"secondary of 300 billion years":  {"/repos/", 403, http.Header{"Retry-After": {"9223372036854775807"}}, standin.SecondaryLimit, time.Hour},
		"primary of a year":               {"/repos/", 403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(time.Now().Add(8760*time.Hour).Unix(), 10)}}, primary, time.Hour},
		"429 with words nobody has heard": {"/repos/", 429, http.Header{"Retry-After": {"90"}}, message("Slow down"), in90s},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, in, server := onePull(t)
			server.Fail(to(test.at), test.status, test.header, test.body, -1)
			began := time.Now()
			want := began.Add(test.want)
			if test.want == atReset {
				want = reset
			}
			for try := range 2 {
				_, err := in.CreateComment(t.Context(), 1, "text")
				var limit *githubapp.RateLimitError
				if !errors.As(err, &limit) {
					t.Fatalf("try %d: %v, want a *RateLimitError", try, err)
				}
				if off := limit.RetryAt.Sub(want).Abs(); off > 5*time.Second+time.Since(began) {
					t.Errorf("try %d: retry at %s, want about %s", try, limit.RetryAt, want)
				}
				if githubapp.Permanent(err) || errors.Is(err, githubapp.ErrGone) {
					t.Errorf("try %d: a limit passes: %v", try, err)
				}
			}
			if waited := time.Since(began); waited > 10*time.Second {
				t.Errorf("slept for %s", waited)
			}
			sent := 0
			for _, c := range server.Calls() {
				if c.Status == test.status {
					sent++
				}
			}
			if sent != 1 {
				t.Errorf("%d requests reached GitHub while it limits, want 1", sent)
			}
		})
	}
}

func TestRateLimit_PrimaryIsRespected(t *testing.T) {
	t.Parallel()
	_, in, server := start(t, standin.Options{RateLimit: 3}) // the token and two reads
	add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: many(1)})
	var err error
	for range 4 {
		_, err = in.PullRequest(t.Context(), 1)
	}
	var limit *githubapp.RateLimitError
	if !errors.As(err, &limit) || time.Until(limit.RetryAt) < 59*time.Minute {
		t.Errorf("%v, want a rate limit for about an hour", err)
	}
	if n := len(server.Calls()); n > 4 {
		t.Errorf("%d requests sent, want none after the limit was seen", n)
	}
}

func TestRequest_WriteWithLostAnswerIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]struct {
		lose func(*standin.Server)
		made int
	}{
		"lost before":   {func(s *standin.Server) { s.BeforeWrite(func(*http.Request) error { return standin.ErrLost }) }, 0},
		"answer lost":   {func(s *standin.Server) { s.AfterWrite(func(*http.Request) error { return standin.ErrLost }) }, 1},
		"gateway fails": {func(s *standin.Server) { s.Fail(to("/comments"), 504, nil, "", 1) }, 0},
	} {
		_, in, server := onePull(t)
		if _, err := in.Comments(t.Context(), 1); err != nil { // opens the connection that is then reused
			t.Fatal(err)
		}
		cut.lose(server)
		_, err := in.CreateComment(t.Context(), 1, "text")
		if err == nil || githubapp.Permanent(err) || errors.Is(err, githubapp.ErrGone) {
			t.Errorf("%s: %v, want an error that passes", name, err)
		}
		posts := 0
		for _, c := range server.Calls() {
			if c.Method == http.MethodPost && strings.HasSuffix(c.Route, "/comments") {
				posts++
			}
		}
		if posts != 1 || len(server.Comments(1)) != cut.made {
			t.Errorf("%s: sent %d times, %d comments; want 1 and %d", name, posts, len(server.Comments(1)), cut.made)
		}
	}
}

func TestRequest_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	ctx, cancel := context.WithCancel(t.Context())
	server.BeforeWrite(func(*http.Request) error { cancel(); <-ctx.Done(); return standin.ErrLost })
	_, err := in.CreateCheckRun(ctx, github.CreateCheckRunOptions{Name: "DevPlus", HeadSHA: headSHA})
	if !errors.Is(err, context.Canceled) || githubapp.Permanent(err) {
		t.Errorf("%v, want the context's error", err)
	}
}

// deadlines fails every request, as a network would, after noting how long it might have taken.
type deadlines struct {
	t    *testing.T
	seen *atomic.Int32
}

func (d deadlines) RoundTrip(r *http.Request) (*http.Response, error) {
	until, ok := r.Context().Deadline()
	if left := time.Until(until); !ok || left > 20*time.Second {
		d.t.Errorf("%s %s may take %s", r.Method, r.URL.Path, left)
	}
	d.seen.Add(1)
	return nil, errors.New("network is down")
}

func TestRequest_HasADeadlineAndNoRetry(t *testing.T) {
	t.Parallel()
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(*githubapp.App, *githubapp.Repository) error{
		"token and read": func(_ *githubapp.App, in *githubapp.Repository) error {
			_, err := in.PullRequest(context.Background(), 1)
			return err
		},
		"files": func(_ *githubapp.App, in *githubapp.Repository) error {
			_, _, err := in.Files(context.Background(), 1)
			return err
		},
		"write": func(_ *githubapp.App, in *githubapp.Repository) error {
			_, err := in.UpdateComment(context.Background(), 1, "b")
			return err
		},
		"as the App": func(app *githubapp.App, _ *githubapp.Repository) error {
			return app.Redeliver(context.Background(), 1)
		},
	} {
		var seen atomic.Int32
		app, err := githubapp.New(githubapp.Config{AppID: 1, PrivateKey: server.PrivateKey(), HTTP: deadlines{t, &seen}})
		if err != nil {
			t.Fatal(err)
		}
		if err := do(app, app.Installation(1).In(1, owner, repo)); err == nil || githubapp.Permanent(err) || errors.Is(err, githubapp.ErrGone) {
			t.Errorf("%s: %v, want an error that passes", name, err)
		}
		if n := seen.Load(); n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
	}
}

func TestRedirect_OfRenamedRepositoryIsFollowed(t *testing.T) {
	t.Parallel()
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: many(1)})
	server.Fail(to("/repos/octo/old/"), http.StatusTemporaryRedirect, http.Header{"Location": {"/repos/octo/project/issues/1/comments"}}, "", -1)
	in := connect(t, server, server).Installation(server.Options().InstallationID).In(1, owner, repo)
	if _, err := in.Renamed(owner, "old").CreateComment(t.Context(), 1, "text"); err != nil {
		t.Error(err)
	}
	if c := server.Comments(1); len(c) != 1 || c[0].Body != "text" {
		t.Errorf("comments: %+v", c)
	}
}

func TestRedirect_ToAnotherHostDoesNotGetTheToken(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the stranger got %s with %q", r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(stranger.Close)
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server.Fail(to("/repos/"), http.StatusMovedPermanently, http.Header{"Location": {stranger.URL}}, "", -1)
	if _, err := connect(t, server, server).Installation(server.Options().InstallationID).In(1, owner, repo).PullRequest(t.Context(), 1); err == nil {
		t.Error("no error")
	}
}
