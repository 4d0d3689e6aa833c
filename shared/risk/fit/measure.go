package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/gitlog"
)

// repositories are those with labeled commits, at the newest commit that the labels were made of.
var repositories = map[string]struct{ url, head string }{
	"axios":      {"https://github.com/axios/axios", "23a25af0688d"},
	"caddy":      {"https://github.com/caddyserver/caddy", "0cf03d32f7d9"},
	"celery":     {"https://github.com/celery/celery", "5dc781f0bd5f"},
	"flask":      {"https://github.com/pallets/flask", "2ac89889f4cc"},
	"hugo":       {"https://github.com/gohugoio/hugo", "7b5199fdeff7"},
	"jekyll":     {"https://github.com/jekyll/jekyll", "202df571314b"},
	"mocha":      {"https://github.com/mochajs/mocha", "e6b9ee773481"},
	"prometheus": {"https://github.com/prometheus/prometheus", "d15adb9ad7e5"},
}

// measure measures the labeled commits of a repository again, in its git directory. It walks the whole history, the oldest commit first, and
// returns how many commits it measured.
func measure(ctx context.Context, name, dir string, rows []row) (int, error) {
	places := map[string]int{}
	for i, r := range rows {
		if r.repository == name {
			places[r.sha] = i
		}
	}
	shippedBy, err := releases(ctx, dir)
	if err != nil {
		return 0, err
	}
	log := gitlog.Log{Dir: dir, LeftOut: func(paths []string) {
		fmt.Fprintf(os.Stderr, "%s: left out, as their content is missing: %s\n", name, strings.Join(paths, ", "))
	}}
	var past gitlog.Tracker
	measured := 0
	for c, err := range log.Commits(ctx, repositories[name].head) {
		if err != nil {
			return 0, err
		}
		if i, ok := places[c.SHA]; ok {
			facts := change.Base{Merged: true}.Measure(c.Patches)
			facts.Fix, facts.History = change.SaysFix(c.Title), past.History(c)
			rows[i] = rows[i].measured(facts, shippedBy[c.SHA])
			measured++
		}
		past.Learn(c)
	}
	if measured < len(places) {
		return 0, fmt.Errorf("%d of %d labeled commits are not in %s", len(places)-measured, len(places), dir)
	}
	return measured, nil
}
