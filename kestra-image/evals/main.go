// Command evals measures how well a model reviews, on changes whose defects are known: see README.md.
//
//	go run ./kestra-image/evals                              the table of recorded answers
//	go run ./kestra-image/evals live -record answers.txtar   asks MODEL_BASE_URL
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

//go:generate go run . script -write testdata/recordings/scripted.txtar

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "evals:", err)
		stop()
		os.Exit(1)
	}
}

// commands are what the program does, by the first argument.
var commands = map[string]func(ctx context.Context, args []string, stdout, stderr io.Writer) error{
	"replay": replay,
	"live":   live,
	"aacr":   aacr,
	"script": script,
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	name := "replay"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	command := commands[name]
	if command == nil {
		return fmt.Errorf("there is no command %q: call replay, live, aacr or script", name)
	}
	return command(ctx, args, stdout, stderr)
}

// parse parses flags; an argument that is none is an error.
func parse(flags *flag.FlagSet, args []string, stderr io.Writer) error {
	flags.SetOutput(stderr)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return errors.New("unexpected argument " + flags.Arg(0) + ": -h lists the flags")
	}
	return nil
}
