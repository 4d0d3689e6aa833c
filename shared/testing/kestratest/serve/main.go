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

	"golang.org/x/sync/errgroup"

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
	versions := engine.Versions()
	stacks, ends := make([]*kestratest.Stack, len(versions)), make([]func(), len(versions))
	defer func() {
		for _, end := range ends {
			if end != nil {
				end()
			}
		}
	}()
	var starts errgroup.Group
	for i, version := range versions {
		starts.Go(func() (err error) {
			stacks[i], ends[i], err = kestratest.Serve(ctx, version, model)
			return err
		})
	}
	if err := starts.Wait(); err != nil {
		return err
	}
	for _, stack := range stacks {
		at, err := url.Parse(stack.URL)
		if err != nil {
			return err
		}
		at.User = url.UserPassword(stack.Username, stack.Password)
		fmt.Printf("%s=%s\n", kestratest.EngineURL(stack.Version), at)
	}
	fmt.Printf("%s=%s\n", kestratest.ModelURL, model.URL)
	<-ctx.Done()
	return nil
}
