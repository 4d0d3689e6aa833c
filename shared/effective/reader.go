package effective

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
)

// Store keeps the last valid version of each file.
type Store interface {
	Configuration(ctx context.Context, id string) (*repoconfig.Known, error)
	ChangeConfiguration(ctx context.Context, id string, fn func(*repoconfig.Known) error) (*repoconfig.Known, error)
	Drop(ctx context.Context, keys ...store.Key) error
}

// Reader reads effective settings. It is safe for concurrent use.
type Reader struct {
	Store    Store
	Defaults settings.Settings // of the deployment
	Bounds   settings.Bounds   // of the deployment
	Now      func() time.Time

	mu         sync.Mutex
	knownBlobs map[string]keptBlob  // by ID of the document
	absent     map[string]time.Time // by ID: when the store had none
}

// keptBlob is a version that the store is known to have.
type keptBlob struct {
	sha string
	at  time.Time // when that was known
}

// keptFor is how long that counts: another instance may have deleted the repository's file.
const keptFor = time.Hour

// absentFor is how long a missing file is not looked up again: most owners have none.
const absentFor = 10 * time.Minute

// Of reads the settings of a repository: see Resolve.
func (r *Reader) Of(ctx context.Context, gh *githubapp.Repository, owner string) (settings.Settings, error) {
	resolved, err := r.Resolve(ctx, gh, owner)
	return resolved.Settings, err
}

// Resolve reads the settings of a repository, with where each comes from, in one request. A file that is broken or can't be read is
// replaced by its last valid version, and Settings.Fault says so: a deployment gets its answer even while GitHub is away.
func (r *Reader) Resolve(ctx context.Context, gh *githubapp.Repository, owner string) (repoconfig.Resolved, error) {
	own, organization, readErr := gh.Configuration(ctx, ".github", "devplus.yml", repoconfig.OrganizationName)
	if err := ctx.Err(); err != nil {
		return repoconfig.Resolved{}, err
	}
	layers := repoconfig.Layers{Deployment: r.Defaults, Bounds: r.Bounds}
	var sources []settings.Source
	var faults []string
	valid := map[string]*repoconfig.Known{}
	for _, one := range []struct {
		file    *githubapp.ConfigFile
		id      string
		path    string
		content *[]byte
	}{
		{fileOrNil(own, readErr), repoconfig.RepositoryID(gh.ID()), repoconfig.Path, &layers.Repository},
		{organization, repoconfig.OrganizationID(owner), repoconfig.OrganizationPath, &layers.Organization},
	} {
		known, fault, err := r.file(ctx, one.file, one.id, one.path)
		if err != nil {
			return repoconfig.Resolved{}, err
		}
		if known != nil {
			*one.content = known.Content
			sources = append(sources, known.Source())
		}
		if known != nil && fault == "" {
			valid[one.id] = known
		}
		if fault != "" {
			faults = append(faults, fault)
		}
	}
	resolved := repoconfig.Resolve(layers)
	s := &resolved.Settings
	for id, known := range valid {
		if err := r.storeValid(ctx, id, known, s.Retention()); err != nil {
			return repoconfig.Resolved{}, err
		}
	}
	s.Sources, s.Fault = sources, strings.Join(faults, "; ")
	if readErr != nil && !errors.Is(readErr, githubapp.ErrNotFound) {
		slog.WarnContext(ctx, "could not read the repository's settings; the last known apply", "sources", len(sources), "error", readErr)
		if len(sources) == 0 {
			s.Fault = unread(readErr)
		}
	}
	return resolved, nil
}

// Known returns the settings of a repository by the last known versions of its files. It reads the store only.
func (r *Reader) Known(ctx context.Context, repositoryID int64, owner string) (settings.Settings, error) {
	layers := repoconfig.Layers{Deployment: r.Defaults, Bounds: r.Bounds}
	for id, content := range map[string]*[]byte{
		repoconfig.RepositoryID(repositoryID): &layers.Repository,
		repoconfig.OrganizationID(owner):      &layers.Organization,
	} {
		known, err := r.Store.Configuration(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return settings.Settings{}, err
		}
		*content = known.Content
	}
	return repoconfig.Resolve(layers).Settings, nil
}

// unread says that a repository's files could not be read; "" if that is expected.
func unread(err error) string {
	if githubapp.Permanent(err) { // such as an App that may not read contents
		return ""
	}
	return "GitHub did not give " + repoconfig.Path + "; the deployment's settings apply in its place"
}

// fileOrNil returns the file, nil if GitHub did not return one.
func fileOrNil(f githubapp.ConfigFile, err error) *githubapp.ConfigFile {
	if err != nil && f.Repository == "" {
		return nil
	}
	return &f
}

// file returns the version of a file that applies, nil for none, and why it is not the current one.
func (r *Reader) file(ctx context.Context, f *githubapp.ConfigFile, id, path string) (*repoconfig.Known, string, error) {
	if f != nil && f.Blob == "" {
		return nil, "", r.drop(ctx, id)
	}
	fault := ""
	if f != nil {
		if fault = f.Fault; fault == "" {
			if faults := repoconfig.Check([]byte(f.Text), path == repoconfig.OrganizationPath); len(faults) > 0 {
				fault = "is broken: " + faults.Short()
			}
		}
		if fault == "" {
			known := &repoconfig.Known{Repository: f.Repository, Path: path, SHA: f.SHA, Blob: f.Blob, Content: []byte(f.Text)}
			return known, "", nil
		}
	}
	if f == nil && r.isAbsent(id) {
		return nil, "", nil
	}
	known, err := r.Store.Configuration(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound) && f == nil:
		r.noteAbsent(id)
		return nil, "", nil
	case errors.Is(err, store.ErrNotFound):
		return nil, fmt.Sprintf("%s of %s at %s %s; the deployment's settings apply in its place", path, f.Repository, render.SHA7(f.SHA), fault), nil
	case err != nil:
		return nil, "", err
	case f == nil:
		fault = fmt.Sprintf("%s of %s can't be read", path, known.Repository)
	default:
		fault = fmt.Sprintf("%s of %s at %s %s", path, f.Repository, render.SHA7(f.SHA), fault)
	}
	return known, fmt.Sprintf("%s; the version of %s applies", fault, render.SHA7(known.SHA)), nil
}

// Forget drops the cached file of a repository after its deletion from the store.
func (r *Reader) Forget(repositoryID int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.knownBlobs, repoconfig.RepositoryID(repositoryID))
}

// drop deletes a version that this process stored of a file that no longer exists, so that it does not apply while GitHub is away. It
// leaves versions of other instances: looking for them would cost a read for every repository without a file.
func (r *Reader) drop(ctx context.Context, id string) error {
	r.mu.Lock()
	_, kept := r.knownBlobs[id]
	r.mu.Unlock()
	if !kept {
		return nil
	}
	if err := r.Store.Drop(ctx, store.Configurations.Key(id)); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.knownBlobs, id)
	return nil
}

func (r *Reader) isAbsent(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.absent[id]
	return ok && r.Now().Sub(at) < absentFor
}

func (r *Reader) noteAbsent(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.absent == nil || len(r.absent) > 10_000 {
		r.absent = map[string]time.Time{}
	}
	r.absent[id] = r.Now()
}

// storeValid stores a valid version, unless this process knows that the store has it.
func (r *Reader) storeValid(ctx context.Context, id string, valid *repoconfig.Known, retention time.Duration) error {
	now := r.Now()
	r.mu.Lock()
	known := r.knownBlobs[id]
	r.mu.Unlock()
	if known.sha == valid.Blob && now.Sub(known.at) < keptFor {
		return nil
	}
	_, err := r.Store.ChangeConfiguration(ctx, id, func(k *repoconfig.Known) error {
		if k.Blob == valid.Blob && k.ExpireAt.Sub(now) > retention/2 && k.ExpireAt.Sub(now) <= retention {
			return nil
		}
		k.Repository, k.Path, k.SHA, k.Blob, k.Content = valid.Repository, valid.Path, valid.SHA, valid.Blob, valid.Content
		k.ReadAt, k.ExpireAt = now, now.Add(retention)
		return nil
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.knownBlobs == nil {
		r.knownBlobs = map[string]keptBlob{}
	}
	r.knownBlobs[id] = keptBlob{valid.Blob, now}
	delete(r.absent, id)
	return nil
}
