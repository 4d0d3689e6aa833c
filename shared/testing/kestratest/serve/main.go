// Command serve runs Kestra's engines, one of each line, and a scripted model for the tests of a whole run. Once all are up it prints their
// addresses as environment assignments, one a line, and runs until it gets SIGINT or SIGTERM. Build it first: go run passes no signals on.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(ctx context.Context) error {
	server := kestratest.ServeModel()
	defer server.Close()
	defer server.CloseClientConnections()
	model := &kestratest.Model{URL: server.URL}
	for _, version := range engine.Versions() {
		stack, end, err := kestratest.Serve(ctx, version, model)
		if err != nil {
			return err
		}
		defer end()
		at, err := url.Parse(stack.URL)
		if err != nil {
			return err
		}
		at.User = url.UserPassword(stack.Username, stack.Password)
		fmt.Printf("%s=%s\n", kestratest.EngineURL(version), at)
	}
	fmt.Printf("%s=%s\n", kestratest.ModelURL, model.URL)
	<-ctx.Done()
	return nil
}
