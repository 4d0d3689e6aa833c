package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// call runs the command as main does.
func call(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, progress bytes.Buffer
	code = run(t.Context(), args, &out, &progress, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	return code, out.String(), progress.String()
}

func TestCommand_EachOneHasHelp(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"analyze", "score", "calibrate", "judge", "serve", "config", "budget", "doctor"} {
		if code, out, said := call(t, nil, name, "-h"); code != exitOK || !strings.Contains(out, name) {
			t.Errorf("%s -h: exit %d, %s", name, code, said)
		}
	}
}

func TestCommand_WrongCallSaysWhatToDo(t *testing.T) {
	two := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar b = 1\n"})
	one := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	empty := gittest.Repository(t)
	tagged, _ := taggedRepository(t, "")
	shallow := filepath.Join(t.TempDir(), "shallow")
	gittest.Run(t, two, "clone", "-q", "--depth=1", "file://"+two, shallow)
	whole := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar b = 1\n"})
	gittest.Run(t, whole, "tag", "v1.0.0", "HEAD^")
	gittest.Run(t, whole, "tag", "v1.1.0")
	gittest.Run(t, whole, "config", "uploadpack.allowFilter", "true")
	partial := filepath.Join(t.TempDir(), "partial")
	gittest.Run(t, whole, "clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+whole, partial)
	gittest.Run(t, partial, "remote", "set-url", "origin", "file:///nowhere")
	half := filepath.Join(t.TempDir(), "half")
	gittest.Run(t, whole, "clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+whole, half)
	gittest.Run(t, half, "checkout", "-q", "v1.0.0")
	gittest.Run(t, half, "remote", "set-url", "origin", "file:///nowhere")
	islands := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"b.go": "package a\n"})
	gittest.Run(t, islands, "checkout", "-q", "--orphan", "other")
	gittest.Run(t, islands, "commit", "-q", "-m", "Elsewhere")
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		code int
		says string
	}{
		{"no such command", nil, []string{"analyse"}, 2, "call analyze, score, calibrate, judge, serve, config, budget or doctor"},
		{"a doctor for no project", nil, []string{"doctor"}, 2, "doctor needs -project"},
		{"no such flag", nil, []string{"-rang", "a..b"}, 2, "-h lists the flags"},
		{"an argument too many", nil, []string{"-repo", two, "HEAD"}, 2, `unexpected argument "HEAD"`},
		{"no such format", nil, []string{"-repo", two, "-format", "xml"}, 2, "write text, markdown, json, changelog or sarif"},
		{"SARIF of release notes", nil, []string{"-repo", two, "-kind", "release_notes", "-format", "sarif"}, 2, "-format sarif is for -kind pull_request"},
		{"no such kind", nil, []string{"-repo", two, "-kind", "poem"}, 2, "there are pull_request, release_notes, release_risk, repository"},
		{"no such tag", nil, []string{"-repo", two, "-kind", "release_notes", "-range", "v8..v9"}, 2, `has no tag "v8"`},
		{"no version", nil, []string{"-repo", two, "-kind", "release_notes"}, 1, "git tag v0.1.0 makes one"},
		{"releases backwards", nil, []string{"-repo", tagged, "-kind", "release_notes", "-range", "v1.1.0..v1.0.0"}, 2, "write the older one first"},
		{"a range of a repository", nil, []string{"-repo", two, "-kind", "repository", "-range", "HEAD^..HEAD"}, 2, "analyzed as a whole"},
		{"a repository without a commit", nil, []string{"-repo", empty, "-kind", "repository"}, 1, "has no commit yet"},
		{"no such engine", nil, []string{"-repo", two, "-kestra", "camunda"}, 2, "write auto, engine, none or a URL"},
		{"no git checkout", nil, []string{"-repo", t.TempDir()}, 1, "is not a git checkout"},
		{"no such folder", nil, []string{"-repo", filepath.Join(t.TempDir(), "none")}, 1, "is not a git checkout"},
		{"no commit yet", nil, []string{"-repo", empty}, 1, "has no commit yet: commit a change first"},
		{"one commit only", nil, []string{"-repo", one}, 1, "nothing to compare it with"},
		{"not a range", nil, []string{"-repo", two, "-range", "HEAD"}, 2, "write BASE..HEAD"},
		{"three dots", nil, []string{"-repo", two, "-range", "HEAD^...HEAD"}, 2, "write BASE..HEAD"},
		{"no such commit", nil, []string{"-repo", two, "-range", "v9..HEAD"}, 2, `there is no commit "v9"`},
		{"a flag as a commit", nil, []string{"-repo", two, "-range", "--help..HEAD"}, 2, `there is no commit "--help"`},
		{"a range backwards", nil, []string{"-repo", two, "-range", "HEAD..HEAD^"}, 2, "write the older one first"},
		{"an empty range", nil, []string{"-repo", two, "-range", "HEAD..HEAD"}, 2, `"HEAD" has no commit`},
		{"a commit excluded", nil, []string{"-repo", two, "-range", "^HEAD..HEAD"}, 2, `there is no commit "^HEAD"`},
		{"a shallow clone", nil, []string{"-repo", shallow}, 1, "git fetch --unshallow"},
		{"a range beyond a shallow clone", nil, []string{"-repo", shallow, "-range", "HEAD~1..HEAD"}, 2, "git fetch --unshallow"},
		{"notes of a partial clone without its origin", nil, []string{"-repo", partial, "-kind", "release_notes"}, 1, "git fetch --refetch --no-filter"},
		{"risk of a partial clone without its origin", nil, []string{"-repo", partial, "-kind", "release_risk"}, 1, "git fetch --refetch --no-filter"},
		{"a partial clone without its origin as a whole", nil, []string{"-repo", partial, "-kind", "repository"}, 1, "git fetch --refetch --no-filter"},
		{"a change in a partial clone without its origin", nil, []string{"-repo", partial}, 1, "git fetch --refetch --no-filter"},
		{"a change in one that has the files before it", nil, []string{"-repo", half, "-range", "v1.0.0..v1.1.0"}, 1, "git fetch --refetch --no-filter"},
		{"outcomes in a partial clone without its origin", nil, []string{"calibrate", "-repo", partial}, 1, "git fetch --refetch --no-filter"},
		{"no common history", nil, []string{"-repo", islands, "-range", "main..other"}, 2, "no common history"},
		{"an engine without a model", nil, []string{"-repo", two, "-kestra", "engine"}, 1, "-kestra engine"},
		{"an engine of an old version", map[string]string{"MODEL_BASE_URL": "http://127.0.0.1:9/v1"}, []string{"-repo", two, "-kestra", "engine", "-kestra-version", "0.24"}, 1, "Kestra '0.24' is not supported; use 1.3 or 2.0"},
		{"a price that is no number", map[string]string{"MODEL_PRICE_INPUT": "free"}, []string{"-repo", two}, 1, "MODEL_PRICE_INPUT"},
		{"a port in use", nil, []string{"serve", "-repo", two, "-addr", busy.Addr().String()}, 1, "is in use"},
		{"no address", nil, []string{"serve", "-repo", two, "-addr", "nowhere"}, 1, "choose another with -addr"},
		{"half of the real GitHub", map[string]string{"GITHUB_APP_ID": "1"}, []string{"serve"}, 2, "GITHUB_APP_PRIVATE_KEY"},
		{"a short secret", map[string]string{"GITHUB_WEBHOOK_SECRET": "short"}, []string{"serve", "-repo", two}, 1, "at least 16"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, said := call(t, tt.env, tt.args...)
			if code != tt.code || !strings.Contains(said, tt.says) || out != "" {
				t.Errorf("exit %d, want %d; standard error %q should say %q; standard output %q should be empty", code, tt.code, said, tt.says, out)
			}
			if last := strings.Split(strings.TrimSpace(said), "\n"); !strings.HasPrefix(last[len(last)-1], "devplus: ") {
				t.Errorf("the last line is %q", last[len(last)-1])
			}
		})
	}
}

func TestAnalyze_ShowsTheLastCommitInEachFormat(t *testing.T) {
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1\n", "päth with \"quotes\".go": "package a\n"})
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]string{"text": "not reviewed: no model", "markdown": "| production | 2 | 3 | 0 |", "json": `"state": "published"`, "sarif": `"version": "2.1.0"`} {
		code, out, said := call(t, nil, "-repo", dir, "-format", format)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("-format %s: exit %d, standard output:\n%s\nstandard error:\n%s", format, code, out, said)
		}
		if !strings.Contains(said, "uncommitted changes are left out") {
			t.Errorf("standard error does not tell of uncommitted changes:\n%s", said)
		}
	}
}

func TestAnalyze_AcceptsAnyCheckout(t *testing.T) {
	from := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1\n", "sub/b.go": "package sub\n"})
	in := filepath.Join(t.TempDir(), "a folder – with spaces")
	gittest.Run(t, from, "clone", "-q", "--bare", from, in+".git")
	gittest.Run(t, from, "clone", "-q", "--depth=2", "file://"+from, in)
	gittest.Run(t, from, "worktree", "add", "-q", "--detach", in+" tree", "HEAD")
	t.Setenv("GIT_DIR", filepath.Join(gittest.Repository(t), ".git")) // as within a hook of another repository
	t.Setenv("HOME", "")
	for name, dir := range map[string]string{"bare": in + ".git", "shallow": in, "worktree, detached": in + " tree", "sub-folder": filepath.Join(in, "sub")} {
		t.Run(name, func(t *testing.T) {
			code, out, said := call(t, nil, "-repo", dir, "-format", "markdown")
			if code != 0 || !strings.Contains(out, "| production | 2 | 3 | 0 |") {
				t.Errorf("exit %d, standard output:\n%s\nstandard error:\n%s", code, out, said)
			}
		})
	}
}

func TestAnalyze_JSONHasItsFields(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1\n"})
	code, out, said := call(t, nil, "-repo", dir, "-format", "json", "-range", "HEAD~1..HEAD")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"id", "kind", "repository", "head_sha", "state", "degraded", "degraded_reason", "facts", "risk", "result", "check_run", "comment"} {
		if _, ok := got[field]; !ok {
			t.Errorf("no field %q", field)
		}
	}
	run := got["check_run"].(map[string]any)
	if run["name"] != "DevPlus" || run["status"] != "completed" || run["conclusion"] != "neutral" {
		t.Errorf("the check run is %v", run)
	}
}

func TestAnalyze_UnreachableKestraLeavesTheMeasuredAnalysis(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1\n"})
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	code, out, said := call(t, nil, "-repo", dir, "-format", "json", "-kestra", "http://"+closed.Addr().String(), "-kestra-wait", "1ms")
	if code != 0 || !strings.Contains(out, "could not be started") {
		t.Errorf("exit %d:\n%s\n%s", code, out, said)
	}
}

func TestCommand_EndsOnInterrupt(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1\n"})
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var out, said bytes.Buffer
	if code := run(ctx, []string{"-repo", dir}, &out, &said, func(string) (string, bool) { return "", false }); code != 1 || out.Len() > 0 {
		t.Errorf("exit %d: %s %s", code, &out, &said)
	}
}
