// Command local runs all of DevPlus in one process, for a laptop and for tests. The functions are the deployed ones, their parts
// are embedded: Pub/Sub is Google's in-process fake behind the real client, the store is a file, GitHub is a stand-in over a git
// repository, and -kestra chooses the workflow engine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/devplus-app/devplus/shared/text"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

const usage = `Usage:
  go run ./functions/local [analyze] [flags]   analyze a change of a git checkout and print what GitHub would show
  go run ./functions/local score [flags]       score every change of a range on the scale of those before it
  go run ./functions/local calibrate [flags]   count what became of the changes that landed, by their scores
  go run ./functions/local judge DIR...        compare release notes with those that repositories publish in files
  go run ./functions/local serve [flags]       keep the system up and take webhooks
  go run ./functions/local config [flags]      validate a checkout's .github/devplus.yml and print the settings in effect
  go run ./functions/local budget [flags]      print what reviews used of their budgets, of a system that serve keeps up
  go run ./functions/local doctor [flags]      find what keeps a deployed installation from working

Flags of analyze:
  -repo DIR            the checkout (default: .)
  -range BASE..HEAD    the change (default: the last commit against its first parent)
  -kind KIND           the analysis: pull_request (the default); release_risk or release_notes, of TAG..TAG or of TAG since the
                       release before (default: the newest version), or of what is not released yet: TAG..HEAD, or
                       ..HEAD since the last release; or repository, which takes no -range
  -format text|markdown|json|changelog|sarif
                       changelog: release notes in the form of Keep a Changelog; sarif: a pull request's guards and findings
  -full                text with what GitHub shows closed, such as every signal of the score
  -theirs FILE         compare release notes with those that people published, and print the differences with their reasons
  -kestra WHAT         as below
  -kestra-version LINE the line of the engine: 1.3 (the default) or 2.0
  -kestra-wait TIME    how long to retry a Kestra that can't be reached (default: 10s)
  -v                   the functions' logs on standard error

Flags of score:
  -repo DIR            the repository, bare or not (default: .)
  -range REV           as git log takes it: A..B, or one revision for its whole history (default: HEAD)
  -first-parent        what landed: the first-parent history, a merge by its diff to the first parent
  -format csv|json     a line a change, the oldest first; json has the signals, too
  -history=false       score the diffs alone

Flags of calibrate, which judges changes that landed 180 days before the newest one or earlier, by fixes within 180 days:
  -repo DIR            the repository, bare or not (default: .)
  -revision REV        the newest change (default: HEAD)
  -changes N           how many of the newest changes to read (default: 3000)
  -format text|markdown|json

Flags of judge:
  -last N              how many of the newest releases of each repository (default: 3)
  -v                   each pull request that only one of both names, with the reason

Flags of serve:
  -addr HOST:PORT      where webhooks are taken (default: 127.0.0.1:8080)
  -data DIR            where analyses and the engine's executions are kept (default: a temporary directory)
  -repo DIR            the checkout that the GitHub stand-in serves (default: .)
  -kestra WHAT         as below
  -kestra-version LINE the line of the engine: 1.3 (the default) or 2.0
  -v                   debug logs, too

Flags of config, which prints the settings with the source of each, and a line for each fault:
  -repo DIR            the checkout, whose file is read as it is there (default: .)
  -organization FILE   the file of the organization, which is below the repository's
  -schema              print the JSON Schema of the files

Flags of budget:
  -repository ID       GitHub's number of a repository, for its day
  -installation ID     GitHub's number of an installation, for its month
  -day YYYY-MM-DD      a day of the period, UTC (default: today)
  -url URL             the running system (default: http://127.0.0.1:8080)

Flags of doctor, which takes the credentials of "gcloud auth application-default login" and changes nothing:
  -project ID          the Google Cloud project
  -name NAME           the installation's name (default: devplus)

-kestra auto           the engine when JDK 25 and Maven are here and MODEL_BASE_URL is set, else none (the default)
        engine         the real Kestra engine, built by Maven at first use; the model is MODEL_BASE_URL, MODEL_NAME, …
        none           nothing is reviewed: the measured analysis alone
        URL            a running Kestra with the flows; KESTRA_USERNAME and KESTRA_PASSWORD log in

serve works against the real GitHub when GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_WEBHOOK_SECRET are set.
`

// gcPercent lets the heap grow to five times the live memory: reading a history makes a stream of short-lived diffs, and collecting
// them more often would take a fifth of the time.
const gcPercent = 400

// usageError is a wrong command line. Its text names the correct one.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.LookupEnv)
	stop()
	os.Exit(code)
}

// run is main with its environment as arguments. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, lookup func(string) (string, bool)) int {
	command := "analyze"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	var err error
	switch command {
	case "analyze":
		err = analyze(ctx, args, stdout, stderr, lookup)
	case "serve":
		err = serve(ctx, args, stderr, lookup)
	case "score":
		err = score(ctx, args, stdout, stderr)
	case "calibrate":
		err = calibrate(ctx, args, stdout, stderr)
	case "config":
		err = showConfig(ctx, args, stdout, stderr, lookup)
	case "judge":
		err = judgeAll(ctx, args, stdout, stderr, lookup)
	case "budget":
		err = showBudget(ctx, args, stdout)
	case "doctor":
		err = examine(ctx, args, stdout)
	case "help":
		err = flag.ErrHelp
	default:
		err = &usageError{fmt.Sprintf("there is no command %q: call analyze, score, calibrate, judge, serve, config, budget or doctor", command)}
	}
	var wrong *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitOK
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "devplus: %s\n", text.OneLine(wrong.text))
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "devplus: interrupted")
		return exitFailure
	}
	fmt.Fprintf(stderr, "devplus: %s\n", text.OneLine(err.Error()))
	return exitFailure
}

// parse parses the flags of a command that takes no arguments. Errors are *usageError, or flag.ErrHelp.
func parse(flags *flag.FlagSet, args []string) error {
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return &usageError{fmt.Sprintf("unexpected argument %q; -h lists the flags", flags.Arg(0))}
	}
	return nil
}

// parseFlags parses the flags of a command and leaves its arguments. Errors are *usageError, or flag.ErrHelp.
func parseFlags(flags *flag.FlagSet, args []string) error {
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return &usageError{err.Error() + "; -h lists the flags"}
	}
	return err
}
