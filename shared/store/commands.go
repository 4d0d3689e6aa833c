package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Commands records the commands on one pull request or issue.
type Commands struct {
	ID       string            `firestore:"-" json:"-"` // see CommandsID
	Revision analysis.Revision `firestore:"-" json:"-"`

	Owner      string              `firestore:"owner,omitzero" json:"owner,omitzero"` // the worker that executes a command now
	Until      time.Time           `firestore:"until,omitzero" json:"until,omitzero"`
	Done       []string            `firestore:"done,omitzero" json:"done,omitzero"`     // keys of the newest executed commands
	Answer     analysis.CommentRef `firestore:"answer,omitzero" json:"answer,omitzero"` // the comment that answers them
	AuthorHead string              `firestore:"author_head,omitzero" json:"author_head,omitzero"`
	ExpireAt   time.Time           `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
	// Forgetting is the key of a command that deleted all documents at ForgotAt, and must still delete the executions in Kestra.
	Forgetting string    `firestore:"forgetting,omitzero" json:"forgetting,omitzero"`
	ForgotAt   time.Time `firestore:"forgot_at,omitzero" json:"forgot_at,omitzero"`
}

// Forgot records that the command with that key deleted all documents.
func (c *Commands) Forgot(key string, at time.Time) { c.Forgetting, c.ForgotAt = key, at }

// Forget keeps only the executed command and the reference of its answer.
func (c *Commands) Forget(key string, until time.Time) {
	c.AuthorHead, c.Done, c.ExpireAt = "", []string{key}, until
	c.Forgot("", time.Time{})
}

// maxDone bounds the recorded commands: GitHub redelivers none after three days.
const maxDone = 200

// CommandsOf holds the Commands of each subject.
var CommandsOf = Declare(Declaration[Commands]{
	Name:     "commands",
	Of:       OfRepository,
	Expires:  ByRetention,
	MaxBytes: 32 << 10,
	Codec:    Plain[Commands](),
})

// CommandsID identifies the pull request or issue with that number.
func CommandsID(repositoryID int64, number int) string {
	return fmt.Sprintf("%d-%d", repositoryID, number)
}

// Commands returns the commands on a subject, which are empty at first.
func (s *Store) Commands(ctx context.Context, id string) (*Commands, error) {
	c, err := CommandsOf.Get(ctx, s.db, id)
	if errors.Is(err, ErrNotFound) {
		return &Commands{ID: id}, nil
	}
	return c, err
}

// ChangeCommands changes the commands on a subject: see Collection.Change.
func (s *Store) ChangeCommands(ctx context.Context, id string, fn func(*Commands) error) (*Commands, error) {
	return CommandsOf.Change(ctx, s.db, id, fn)
}

// IsDone reports whether the command with that key was executed.
func (c *Commands) IsDone(key string) bool { return slices.Contains(c.Done, key) }

// Begin lets owner execute a command, which is recorded for the time kept. It returns analysis.ErrLeased while another one is being
// executed.
func (c *Commands) Begin(owner string, now time.Time, kept time.Duration) error {
	held := analysis.Lease{Owner: c.Owner, Until: c.Until}
	if err := held.Acquire(now, owner, now.Add(analysis.LeaseDuration)); err != nil {
		return err
	}
	c.Owner, c.Until, c.ExpireAt = held.Owner, held.Until, now.Add(kept)
	return nil
}

// End ends owner's command; key is set if it was executed.
func (c *Commands) End(owner, key string) {
	if c.Owner == owner {
		c.Owner, c.Until = "", time.Time{}
	}
	if key != "" && !c.IsDone(key) {
		c.Done = append(c.Done, key)
		c.Done = c.Done[max(0, len(c.Done)-maxDone):]
	}
}
