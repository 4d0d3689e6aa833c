package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/text"
)

// showBudget prints the spending of a repository's day and an installation's month in a running system.
func showBudget(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("budget", flag.ContinueOnError)
	url := flags.String("url", "http://127.0.0.1:8080", "")
	repository := flags.Int64("repository", 0, "")
	installation := flags.Int64("installation", 0, "")
	day := flags.String("day", time.Now().UTC().Format(time.DateOnly), "")
	if err := parse(flags, args); err != nil {
		return err
	}
	at, err := time.Parse(time.DateOnly, *day)
	switch {
	case err != nil:
		return &usageError{fmt.Sprintf("-day %s: want a day such as 2026-11-27", *day)}
	case *repository <= 0 && *installation <= 0:
		return &usageError{"budget needs -repository ID, -installation ID, or both: GitHub's numbers"}
	}
	var ids []string
	if *repository > 0 {
		ids = append(ids, budget.RepositoryDay(*repository, at))
	}
	if *installation > 0 {
		ids = append(ids, budget.InstallationMonth(*installation, at))
	}
	for _, id := range ids {
		v, err := readBudget(ctx, strings.TrimRight(*url, "/")+"/api/v1/budgets/"+id)
		if err != nil {
			return err
		}
		fmt.Fprintln(stdout, budgetLine(v))
	}
	return nil
}

func readBudget(ctx context.Context, address string) (v budget.View, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return v, &usageError{"-url is no address: " + err.Error()}
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return v, fmt.Errorf("no system answers (start one with serve, or give -url): %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return v, fmt.Errorf("%s answered HTTP %d", address, answer.StatusCode)
	}
	return v, json.NewDecoder(io.LimitReader(answer.Body, 1<<16)).Decode(&v)
}

// budgetLine is a View in words.
func budgetLine(v budget.View) string {
	if v.Reviews == 0 {
		return v.ID + ": no reviews yet"
	}
	inUSD := func(usd float64) string { return budget.USD(budget.Micros(usd)) }
	cost, unpriced := "unpriced", v.Unpriced
	if v.USD != nil {
		cost = inUSD(*v.USD)
	}
	if unpriced == v.Reviews {
		unpriced = 0 // the cost already says so
	}
	line := fmt.Sprintf("%s: %s, %s tokens%s, %s%s",
		v.ID, text.Count(v.Reviews, "review"), text.Number(v.Tokens), limitOf(v.LimitTokens, text.Number), cost, limitOf(v.LimitUSD, inUSD))
	for _, part := range []struct {
		n    int
		says string
	}{{unpriced, "without a price"}, {v.Estimated, "estimated, because the endpoint counts no tokens"}, {v.Unknown, "of unknown use"}} {
		if part.n > 0 {
			line += fmt.Sprintf("; %d %s", part.n, part.says)
		}
	}
	return line
}

func limitOf[N any](limit *N, words func(N) string) string {
	if limit == nil {
		return ""
	}
	return " of " + words(*limit)
}
