// Command fit fits the weights of risk.Assess to labeled commits. ../README.md says where the labels come from and how to add a signal.
//
//	go run ./shared/risk/fit                   # fit, print how well scores rank, rewrite shared/risk/fitted.go
//	go run ./shared/risk/fit axios=GITDIR …    # first measure again, into shared/risk/fit/measured.csv.gz
//	go run ./shared/risk/fit -landed axios=GITDIR …    # only print how well levels hold for what landed: first-parent changes
//
// Each GITDIR is a git directory with the repository's history. Paths whose content it lacks are named and left out.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	folder := flag.String("package", "shared/risk", "folder of package risk")
	onlyLanded := flag.Bool("landed", false, "judge what landed in the repositories given, and fit nothing")
	flag.Parse()
	run := run
	if *onlyLanded {
		run = judgeLanded
	}
	if err := run(ctx, *folder, flag.Args(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string, clones []string, out io.Writer) error {
	table := folder + "/fit/measured.csv.gz"
	rows, lacking, err := read(table)
	if err != nil {
		return err
	}
	if len(lacking) > 0 && len(clones) < len(repositories) {
		return fmt.Errorf("%s lacks %s: measure all of its repositories again", table, strings.Join(lacking, ", "))
	}
	for _, clone := range clones {
		name, dir, err := parseClone(clone)
		if err != nil {
			return err
		}
		measured, err := measure(ctx, name, dir, rows)
		if err != nil {
			return fmt.Errorf("measure %s, a clone of %s: %w", name, repositories[name].url, err)
		}
		fmt.Fprintf(out, "%s: %d commits measured\n", name, measured)
	}
	if len(clones) > 0 {
		if err := write(table, rows); err != nil {
			return err
		}
	}
	fmt.Fprint(out, judge(rows))
	fmt.Fprint(out, "\n"+levelTables(rows, rows))
	source, err := fittedFile(rows)
	if err != nil {
		return err
	}
	return os.WriteFile(folder+"/fitted.go", source, 0o644)
}

// parseClone returns the name and the git directory of an argument.
func parseClone(argument string) (name, dir string, err error) {
	name, dir, ok := strings.Cut(argument, "=")
	if !ok || repositories[name].url == "" {
		return "", "", fmt.Errorf("%q: write NAME=GITDIR with the name of a repository in the table", argument)
	}
	return name, dir, nil
}
