package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/store"
)

// seedScale stores the scale of the checkout: the changes that landed on the base. Without it, the score compares with the fitted changes.
func seedScale(ctx context.Context, s *store.Store, repositoryID int64, c *checkout, p *progress) error {
	upTo := c.base
	if c.kind == releaserisk.Name && upTo == "" {
		upTo = c.head
	}
	if upTo == "" {
		return nil
	}
	kept := scaleFile(c.dir, upTo)
	var known keptScale
	if err := kept.read(&known); err != nil {
		p.say("reading what landed before, for the repository's own scale")
		if known, err = landedScale(ctx, c.dir, upTo); err != nil {
			return incomplete(ctx, c.dir, fmt.Errorf("reading the history of %s: %w", c.name, err))
		}
		if len(known.Window.Entries) >= yardstick.OwnFrom { // with fewer, the history is read again
			if err := kept.write(known); err != nil {
				slog.WarnContext(ctx, "could not cache the scale", "error", err)
			}
		}
	}
	var released yardstick.Releases
	if c.kind == releaserisk.Name {
		released = knownReleases(ctx, c, known.Hazards, p)
	}
	return s.ChangeYardstick(ctx, repositoryID, func(y *store.Yardstick) error {
		y.ExpireAt, y.Outcomes = time.Now().Add(analysis.Retention), known.Outcomes
		return errors.Join(y.AddRelease(released.Entries...), y.SetWindow(known.Window))
	})
}

// landedScale returns the last changes that landed on the revision, and their outcomes.
func landedScale(ctx context.Context, dir, revision string) (keptScale, error) {
	h := history{log: gitlog.Log{Dir: dir}, firstParent: true, outcomes: &outcomes{}, hazards: hazards{}}
	for _, err := range h.before(ctx, &gitlog.Tracker{}, []string{revision}) {
		if err != nil {
			return keptScale{}, err
		}
	}
	return keptScale{h.window, h.outcomes.tracer.Outcomes(h.outcomes.scored), h.hazards}, nil
}

// scalePath is the path of a file that keeps a scale.
type scalePath string

// keptScale is the scale of the changes up to a commit, with their outcomes.
type keptScale struct {
	Window   yardstick.Window   `json:"window"`
	Outcomes yardstick.Outcomes `json:"outcomes,omitzero"`
	Hazards  hazards            `json:"hazards,omitzero"`
}

// keptForm is the version of the file format. Files of another version are ignored.
const keptForm = "5"

// scaleFile returns the path of a stored scale: in the user's cache folder, by repository, name (such as a commit's SHA) and model; "" without
// such a folder.
func scaleFile(dir, name string) scalePath {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	repository := fmt.Sprintf("%x", sha256.Sum256([]byte(dir)))[:16]
	return scalePath(filepath.Join(cache, "devplus", "scales", repository, name+"-"+risk.Model+"-"+keptForm+".json"))
}

// read reads the file.
func (f scalePath) read(to any) error {
	if f == "" {
		return fs.ErrNotExist
	}
	content, err := os.ReadFile(string(f))
	if err == nil {
		err = json.Unmarshal(content, to)
	}
	return err
}

// write writes the file. Other processes may read or write it at the same time.
func (f scalePath) write(v any) error {
	if f == "" {
		return nil
	}
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(string(f)), "scale-")
	if err != nil {
		return err
	}
	_, err = temp.Write(content)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), string(f))
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}
