package wiring

import (
	"context"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"
	"google.golang.org/api/idtoken"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
)

// Firestore connects the store.
func (p *Parts) Firestore(ctx context.Context, c config.Google) error {
	database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
	if err != nil {
		return err
	}
	p.Store = firestorestore.New(database).Store
	return nil
}

// PubSub connects the topics.
func (p *Parts) PubSub(ctx context.Context, project string, names topics.Names) error {
	client, err := pubsub.NewClient(ctx, project)
	if err != nil {
		return err
	}
	p.Topics = topics.New(client, names)
	return nil
}

// GitHubApp connects GitHub. All instances share its limits through the store, which must be connected.
func (p *Parts) GitHubApp(c config.GitHub) {
	p.GitHub = githubapp.Loader(githubapp.Config{AppID: c.AppID, BaseURL: c.BaseURL(), Limits: p.Store}, c.PrivateKey.Value)
	p.Host = c.Host()
}

// Flows connects Kestra, if one is configured, to run flows that answer.
func (p *Parts) Flows(ctx context.Context, c config.Kestra) error {
	p.CallbackKey, p.MaxRunning, p.KeepsDays = c.CallbackKey, c.MaxRunning, c.KeepsDays
	if c.URL != nil {
		p.CallbackURL = c.CallbackURL.String()
	}
	return p.KestraServer(ctx, c.KestraServer)
}

// KestraServer connects Kestra if one is configured. Each client reads the password when it is created.
func (p *Parts) KestraServer(ctx context.Context, c config.KestraServer) error {
	if c.URL == nil {
		p.NoKestra = analysis.NoEngine + ": set KESTRA_URL"
		return nil
	}
	k := kestra.Config{URL: c.URL.String(), Tenant: c.Tenant, Namespace: c.Namespace, Username: c.Username}
	if c.Auth == "google" {
		tokens, err := idtoken.NewTokenSource(ctx, k.URL) // the audience is the service's base URL
		if err != nil {
			return err
		}
		k.Token = func(context.Context) (string, error) {
			token, err := tokens.Token()
			if err != nil {
				return "", err
			}
			return token.AccessToken, nil
		}
	}
	p.Kestra = func(ctx context.Context) (*kestra.Client, error) {
		k := k
		if c.Password.Configured() {
			password, err := c.Password.Value(ctx)
			if err != nil {
				return nil, err
			}
			k.Password = string(password)
		}
		return kestra.New(k)
	}
	return nil
}
