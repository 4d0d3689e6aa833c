// Command serve runs Kestra's engine and a scripted model for the tests of a whole run. Once both are up it prints their addresses as
// environment assignments, one a line, and runs until it gets SIGINT or SIGTERM. Build it for that: go run passes no signals on.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	stack, end, err := kestratest.Serve(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer end()

	at, err := url.Parse(stack.URL)
	if err != nil {
		panic(err) // it has just answered there
	}
	at.User = url.UserPassword(stack.Username, stack.Password)
	fmt.Printf("%s=%s\n%s=%s\n", kestratest.EngineURL, at, kestratest.ModelURL, stack.Model.URL)
	<-ctx.Done()
}
