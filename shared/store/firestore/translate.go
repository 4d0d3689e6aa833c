package firestore

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/store"
)

var errPrecondition = errors.New("the stored revision is another")

// meanings says what Firestore's codes mean to a caller. Unavailable and the like stay as they are: the client has tried
// again by then, and the caller's own retry is the next.
var meanings = map[codes.Code]error{
	codes.NotFound:           store.ErrNotFound,
	codes.Aborted:            store.ErrContended,
	codes.FailedPrecondition: errPrecondition,
	codes.Canceled:           context.Canceled,
	codes.DeadlineExceeded:   context.DeadlineExceeded,
}

// translate adds to a gRPC error what it means, and leaves every other error alone.
func translate(err error) error {
	if meaning, known := meanings[status.Code(err)]; known {
		return fmt.Errorf("%w: %w", meaning, err)
	}
	return err
}
