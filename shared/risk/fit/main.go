// Command fit measures the commits that risk is fitted on, and fits the weights of risk.Assess to them.
//
//	go run ./shared/risk/fit                                  # refit, print the leave-one-out table, rewrite shared/risk/fitted.go
//	go run ./shared/risk/fit -labels DIR axios=GITDIR …       # measure again first, into shared/risk/fit/measured.csv.gz
//
// DIR holds a NAME.csv.gz for each repository: a row a commit with the columns sha, buggy, la and ld, oldest first. Each GITDIR is a git
// directory with that repository's history. Paths of blobs that it lacks are named and left out.
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
	labels := flag.String("labels", "../shared/data/jit", "folder of the labels, for measuring")
	folder := flag.String("package", "shared/risk", "folder of the package")
	flag.Parse()
	if err := run(ctx, *labels, *folder, flag.Args(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, labels, folder string, repositories []string, out io.Writer) error {
	table := folder + "/fit/measured.csv.gz"
	if len(repositories) > 0 {
		var rows []row
		for _, repository := range repositories {
			name, dir, ok := strings.Cut(repository, "=")
			if !ok {
				return fmt.Errorf("%q: write NAME=GITDIR", repository)
			}
			measured, err := measure(ctx, name, dir, labels+"/"+name+".csv.gz")
			if err != nil {
				return fmt.Errorf("measure %s: %w", name, err)
			}
			fmt.Fprintf(out, "%s: %d commits measured\n", name, len(measured))
			rows = append(rows, measured...)
		}
		if err := write(table, rows); err != nil {
			return err
		}
	}
	rows, err := read(table)
	if err != nil {
		return err
	}
	fmt.Fprint(out, judge(rows))
	text, err := fittedFile(rows)
	if err != nil {
		return err
	}
	return os.WriteFile(folder+"/fitted.go", text, 0o644)
}
