package githubapp

import (
	"bytes"
	"context"
	"strings"
	"sync"
)

// Loader returns a function that creates the App at its first call, and again after its private key is rotated.
func Loader(c Config, key func(context.Context) ([]byte, error)) func(context.Context) (*App, error) {
	var (
		mu      sync.Mutex
		app     *App
		current []byte
	)
	return func(ctx context.Context) (*App, error) {
		pem, err := key(ctx)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		if app != nil && bytes.Equal(pem, current) {
			return app, nil
		}
		c.PrivateKey = []byte(strings.ReplaceAll(string(pem), `\n`, "\n")) // environment files can't hold line breaks
		made, err := New(c)
		if err != nil {
			return nil, err
		}
		app, current = made, bytes.Clone(pem)
		return app, nil
	}
}
