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

// FirestoreClient connects to the Firestore emulator under a new project ID, so that the test sees only its own documents. The
// client is closed after the test. Callers may add dial options, such as interceptors.
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

// owner passes the emulator's security rules, as an identity with IAM permissions would.
type owner struct{}

// GetRequestMetadata returns the header of every call.
func (owner) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer owner"}, nil
}

// RequireTransportSecurity is false: the emulator has no TLS.
func (owner) RequireTransportSecurity() bool { return false }
