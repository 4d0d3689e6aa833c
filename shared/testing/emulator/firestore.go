package emulator

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// FirestoreClient connects to the Firestore emulator under a project ID of its own, so that the test sees only what it
// writes, and closes with the test. More dial options, such as interceptors, are the caller's.
func FirestoreClient(t testing.TB, more ...grpc.DialOption) *firestore.Client {
	t.Helper()
	options := append([]grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithPerRPCCredentials(owner{}),
	}, more...)
	connection, err := grpc.NewClient("passthrough:///"+Firestore(t), options...)
	if err != nil {
		t.Fatalf("dialing the Firestore emulator: %v", err)
	}
	project := "test-" + strings.ToLower(rand.Text())
	client, err := firestore.NewClient(context.Background(), project, option.WithGRPCConn(connection))
	if err != nil {
		t.Fatalf("connecting to the Firestore emulator: %v", err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// owner lets a client past the emulator's security rules, as the service's IAM would.
type owner struct{}

// GetRequestMetadata is every call's header.
func (owner) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer owner"}, nil
}

// RequireTransportSecurity is false: the emulator has no TLS.
func (owner) RequireTransportSecurity() bool { return false }
