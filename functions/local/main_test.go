package main

import (
	"flag"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	if port := os.Getenv(childPort); port != "" {
		serveFunction(port)
	}
	flag.Parse()
	_ = flag.Set("test.parallel", "12") // they wait for the disk and for the model far more than they compute
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	debug.SetGCPercent(400) // a tenth of the time is spent on garbage otherwise
	os.Exit(m.Run())
}
