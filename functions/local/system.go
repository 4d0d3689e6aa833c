package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/functions/dispatch"
	"github.com/devplus-app/devplus/functions/publish"
	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/functions/report"
	"github.com/devplus-app/devplus/functions/webhook"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// analyses is what all functions together need of a store.
type analyses interface {
	dispatch.Store
	publish.Store
}

// parts is what a system is made of.
type parts struct {
	addr          string // of the public server
	store         analyses
	github        *githubapp.App
	kestra        *kestra.Client // nil: none
	noKestra      string         // and this is why
	patience      time.Duration  // with a Kestra that can't be reached
	callbackURL   string         // as Kestra reaches it; "": the public server
	webhookSecret []byte
	price         callback.Price
	gate          config.Gate
	notes         string        // RELEASE_NOTES
	only          analysis.Kind // what is analysed; "": all kinds
}

// system is all of DevPlus's functions at work.
type system struct {
	url        string // of the public server
	broker     *broker
	publisher  *event.Publisher
	reconciler *reconcile.Reconciler
	servers    []*http.Server
}

// start connects the parts as the deployment does. The push endpoints listen on an address of their own: in the cloud nobody
// but Pub/Sub may call them.
func start(ctx context.Context, p parts) (_ *system, err error) {
	s := &system{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	public, err := listen(ctx, p.addr)
	if err != nil {
		return nil, err
	}
	s.url = "http://" + public.Addr().String()
	if s.broker, err = startBroker(ctx); err != nil {
		return nil, err
	}
	s.publisher = event.NewPublisher(s.broker.client, event.EventsTopic, event.ResultsTopic)

	key := config.Direct("CALLBACK_KEY", []byte(rand.Text()))
	secret := config.Direct("GITHUB_WEBHOOK_SECRET", p.webhookSecret)
	github := func(context.Context) (*githubapp.App, error) { return p.github, nil }
	renderer := render.Renderer{Version: telemetry.Version()}
	all := kinds.All(kinds.Parts{Store: p.store, Gate: p.gate, Notes: p.notes, Now: time.Now})
	if p.only != "" {
		all = kind.List{all.Of(p.only)}
	}
	d := &dispatch.Dispatcher{
		Store: p.store, GitHub: github, Results: s.publisher, Events: s.publisher, Kinds: all, Renderer: renderer, Now: time.Now,
		NoKestra:    p.noKestra,
		CallbackURL: cmp.Or(p.callbackURL, s.url), CallbackKey: key, Patience: p.patience,
	}
	if p.kestra != nil {
		d.Kestra = func(context.Context) (*kestra.Client, error) { return p.kestra, nil }
	}
	s.reconciler = &reconcile.Reconciler{Store: p.store, Topics: s.publisher, GitHub: github, Now: time.Now}

	mux := http.NewServeMux()
	mux.Handle("/webhook", webhook.New(webhook.Config{Secrets: secret, Publisher: s.publisher}))
	mux.Handle(callback.Path, &callback.Callback{Store: p.store, Keys: key, Results: s.publisher, Price: p.price, Now: time.Now})
	mux.Handle("/api/v1/analyses/", report.New(p.store))
	mux.Handle("GET /health", funcserver.Health(secret))
	s.serve(public, mux)

	private, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	push := http.NewServeMux()
	push.Handle("/dispatch", d.Handler())
	push.Handle("/publish", (&publish.Publisher{Store: p.store, GitHub: github, Kinds: all, Renderer: renderer, Now: time.Now}).Handler())
	s.serve(private, push)
	at := "http://" + private.Addr().String()
	return s, s.broker.push(ctx, map[string]string{event.EventsTopic: at + "/dispatch", event.ResultsTopic: at + "/publish"})
}

func (s *system) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: telemetry.Trace(h), ReadHeaderTimeout: 10 * time.Second}
	s.servers = append(s.servers, server)
	go func() { _ = server.Serve(l) }() // until it is closed
}

func (s *system) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if s.broker != nil {
		s.broker.stop()
	}
	for _, server := range s.servers {
		_ = server.Shutdown(ctx)
	}
	if s.publisher != nil {
		s.publisher.Stop()
	}
	if s.broker != nil {
		s.broker.close()
	}
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: stop what listens there, or choose another with -addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w; choose another with -addr", addr, err)
	}
	return l, nil
}
