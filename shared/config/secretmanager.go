package config

import (
	"context"
	"errors"
	"fmt"
	"sync"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// maxVersions bounds the enabled versions that are read: rotation needs two.
const maxVersions = 5

var manager struct {
	sync.Mutex
	client *secretmanager.Client
}

// managerClient is made at first use, because the start of a function must make no connection.
func managerClient(ctx context.Context) (*secretmanager.Client, error) {
	manager.Lock()
	defer manager.Unlock()
	if manager.client != nil {
		return manager.client, nil
	}
	client, err := secretmanager.NewClient(context.WithoutCancel(ctx))
	if err != nil {
		return nil, fmt.Errorf("connecting to Secret Manager: %w", err)
	}
	manager.client = client
	return client, nil
}

// enabledVersions returns the newest enabled versions of a secret, newest first. The API promises that order: see
// ListSecretVersionsResponse.versions.
func enabledVersions(ctx context.Context, resource string) ([][]byte, error) {
	client, err := managerClient(ctx)
	if err != nil {
		return nil, err
	}
	var values [][]byte
	versions := client.ListSecretVersions(ctx, &secretmanagerpb.ListSecretVersionsRequest{
		Parent: resource, Filter: "state:ENABLED", PageSize: maxVersions,
	})
	for len(values) < maxVersions {
		version, err := versions.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("listing the versions of %s: %w", resource, err)
		}
		answer, err := client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: version.Name})
		if status.Code(err) == codes.FailedPrecondition { // disabled or destroyed since it was listed
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", version.Name, err)
		}
		values = append(values, answer.Payload.Data)
	}
	return values, nil
}
