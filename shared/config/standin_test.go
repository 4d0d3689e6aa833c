package config

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// vault stands in for Secret Manager: the two calls that are made, with the API's own codes, filter, order and pages.
type vault struct {
	secretmanagerpb.UnimplementedSecretManagerServiceServer

	mu      sync.Mutex
	secrets map[string]*stored
}

// stored is one secret.
type stored struct {
	versions []*version // oldest first
	refuse   codes.Code // what every call answers; OK: the truth
	lists    int        // calls so far
}

type version struct {
	value       string
	state       secretmanagerpb.SecretVersion_State
	justDropped bool // listed as enabled, but disabled when it is read
}

// theVault serves all tests of the package: the client in manager is one for the process.
var theVault = sync.OnceValue(func() *vault {
	v := &vault{secrets: map[string]*stored{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	secretmanagerpb.RegisterSecretManagerServiceServer(server, v)
	go func() { _ = server.Serve(listener) }() // until the process ends
	client, err := secretmanager.NewClient(context.Background(), option.WithEndpoint(listener.Addr().String()),
		option.WithoutAuthentication(), option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		panic(err)
	}
	manager.client = client
	return v
})

// kept is a Secret whose versions the returned function changes, by a clock that starts at 0 and that the test moves.
func kept(t *testing.T, values ...string) (_ Secret, change func(func(*stored)), clock *time.Duration) {
	t.Helper()
	v := theVault()
	name := "projects/p/secrets/" + strings.NewReplacer("/", "_", "#", "_").Replace(t.Name())
	s := &stored{}
	for _, value := range values {
		s.versions = append(s.versions, enabled(value))
	}
	v.mu.Lock()
	v.secrets[name] = s
	v.mu.Unlock()
	secret, err := newSecret(Variable{Name: "KEY"}, environment(map[string]string{"KEY_SECRET": name}))
	if err != nil {
		t.Fatal(err)
	}
	clock = new(time.Duration)
	secret.source().now = func() time.Time { return time.Unix(1, 0).Add(*clock) }
	return secret, func(f func(*stored)) {
		v.mu.Lock()
		defer v.mu.Unlock()
		f(s)
	}, clock
}

func enabled(value string) *version {
	return &version{value: value, state: secretmanagerpb.SecretVersion_ENABLED}
}

func (v *vault) find(name, permission string) (*stored, error) {
	s, ok := v.secrets[name]
	switch {
	case !ok:
		return nil, status.Errorf(codes.NotFound, "Secret [%s] not found or has no versions.", name)
	case s.refuse == codes.PermissionDenied:
		return nil, status.Errorf(s.refuse, "Permission '%s' denied for resource '%s' (or it may not exist).", permission, name)
	case s.refuse != codes.OK:
		return nil, status.Errorf(s.refuse, "refused")
	}
	return s, nil
}

func (v *vault) ListSecretVersions(_ context.Context, r *secretmanagerpb.ListSecretVersionsRequest) (*secretmanagerpb.ListSecretVersionsResponse, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s, ok := v.secrets[r.Parent]; ok {
		s.lists++
	}
	s, err := v.find(r.Parent, "secretmanager.versions.list")
	if err != nil {
		return nil, err
	}
	if r.Filter != "state:ENABLED" {
		return nil, status.Errorf(codes.InvalidArgument, "filter %q", r.Filter)
	}
	var all []*secretmanagerpb.SecretVersion
	for i, version := range s.versions {
		if version.state == secretmanagerpb.SecretVersion_ENABLED {
			all = append(all, &secretmanagerpb.SecretVersion{
				Name: fmt.Sprintf("%s/versions/%d", r.Parent, i+1), State: version.state, CreateTime: timestamppb.New(time.Unix(int64(i), 0)),
			})
		}
	}
	slices.Reverse(all)
	from, _ := strconv.Atoi(r.PageToken)
	to := min(len(all), from+min(int(r.PageSize), 2)) // a server may always give less than was asked for
	answer := &secretmanagerpb.ListSecretVersionsResponse{Versions: all[from:to]}
	if to < len(all) {
		answer.NextPageToken = strconv.Itoa(to)
	}
	return answer, nil
}

func (v *vault) AccessSecretVersion(_ context.Context, r *secretmanagerpb.AccessSecretVersionRequest) (*secretmanagerpb.AccessSecretVersionResponse, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	parent, number, _ := strings.Cut(r.Name, "/versions/")
	s, err := v.find(parent, "secretmanager.versions.access")
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(s.versions) {
		return nil, status.Errorf(codes.NotFound, "Secret Version [%s] not found.", r.Name)
	}
	version := s.versions[n-1]
	if version.justDropped || version.state != secretmanagerpb.SecretVersion_ENABLED {
		return nil, status.Errorf(codes.FailedPrecondition, "Secret Version [%s] is in DISABLED state.", r.Name)
	}
	return &secretmanagerpb.AccessSecretVersionResponse{Name: r.Name, Payload: &secretmanagerpb.SecretPayload{Data: []byte(version.value)}}, nil
}
