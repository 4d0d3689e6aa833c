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
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	repositorykind "github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// parts are the parts of a system.
type parts struct {
	wiring.Parts
	addr          string // of the public server
	app           *githubapp.App
	webhookSecret []byte
	only          analysis.Kind // the kind of analysis of a checkout; "": all kinds, for any server of GitHub's API
}

// engine sets the workflow engine or, without a client, the reason why there is none.
func (p *parts) engine(client *kestra.Client, without string) {
	p.NoKestra = without
	if client != nil {
		p.Kestra = func(context.Context) (*kestra.Client, error) { return client, nil }
	}
}

// system is a running set of all of DevPlus's functions.
type system struct {
	url        string // of the public server
	broker     *broker
	publisher  *topics.Publisher
	store      *store.Store
	reconciler *reconcile.Reconciler
	servers    []*http.Server
}

// start connects the parts as the deployment does. The push endpoints listen on a separate address, because in the cloud
// only Pub/Sub may call them.
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
	s.publisher = topics.New(s.broker.client, topics.Names{Events: event.EventsTopic, Background: event.BackgroundTopic, Results: event.ResultsTopic})

	p.Topics = s.publisher
	p.GitHub = func(context.Context) (*githubapp.App, error) { return p.app, nil }
	p.CallbackKey = config.Direct("CALLBACK_KEY", []byte(rand.Text()))
	p.CallbackURL = cmp.Or(p.CallbackURL, s.url)
	all := p.Complete()
	s.store = all.Store
	if p.only != "" {
		asked := all.Kinds.Of(p.only)
		switch k := asked.(type) {
		case *releaserisk.Kind:
			k.Checkout = true
		case *repositorykind.Kind:
			k.Checkout = true
		}
		all.Kinds = kind.List{asked}
	}
	s.reconciler = reconcile.New(all)
	secret := config.Direct("GITHUB_WEBHOOK_SECRET", p.webhookSecret)

	mux := http.NewServeMux()
	mux.Handle("/webhook", webhook.New(webhook.Config{Secrets: secret, Publisher: s.publisher}))
	mux.Handle(callback.Path, callback.New(all))
	mux.Handle("/api/v1/", report.New(all.Store)) // except the callback
	mux.Handle("GET /health", funcserver.Health(map[string]funcserver.Check{"kestra": all.CheckKestra}, secret))
	s.serve(public, mux)

	private, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	push := http.NewServeMux()
	push.Handle("/dispatch", dispatch.New(all))
	push.Handle("/publish", publish.New(all))
	s.serve(private, push)
	at := "http://" + private.Addr().String()
	return s, s.broker.push(ctx, []subscription{
		{topic: event.EventsTopic, url: at + "/dispatch"},
		{topic: event.BackgroundTopic, url: at + "/dispatch", atOnce: 2},
		{topic: event.ResultsTopic, url: at + "/publish"},
	})
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
		return nil, fmt.Errorf("%s is in use: stop the program that listens there, or choose another with -addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w; choose another with -addr", addr, err)
	}
	return l, nil
}
