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

// seedScale gives the store the scale of the checkout: what landed on the base of its change. Without one, the score compares with the
// fitted changes.
func seedScale(ctx context.Context, s *store.Store, repositoryID int64, c *checkout, p *progress) error {
	upTo := c.base
	if c.kind == releaserisk.Name && upTo == "" {
		upTo = c.head
	}
	if upTo == "" {
		return nil
	}
	kept := scaleFile(c.dir, upTo)
	known, err := kept.read()
	if err != nil {
		p.say("reading what landed before, for the repository's own scale")
		if known, err = landedScale(ctx, c.dir, upTo); err != nil {
			return incomplete(ctx, c.dir, fmt.Errorf("reading the history of %s: %w", c.name, err))
		}
		if len(known.Window.Entries) >= yardstick.OwnFrom { // fewer are read again at once
			if err := kept.write(known); err != nil {
				slog.WarnContext(ctx, "could not keep the scale", "error", err)
			}
		}
	}
	return s.ChangeYardstick(ctx, repositoryID, func(y *store.Yardstick) error {
		y.ExpireAt, y.Outcomes = time.Now().Add(analysis.Retention), known.Outcomes
		return y.Add(known.Window.Entries...)
	})
}

// landedScale returns the last changes that landed on the revision, and what became of them.
func landedScale(ctx context.Context, dir, revision string) (keptScale, error) {
	h := history{log: gitlog.Log{Dir: dir}, firstParent: true, outcomes: &outcomes{}}
	for _, err := range h.before(ctx, &gitlog.Tracker{}, []string{revision}) {
		if err != nil {
			return keptScale{}, err
		}
	}
	return keptScale{h.window, h.outcomes.tracer.Outcomes(h.outcomes.scored)}, nil
}

// scalePath is the path of a file that keeps the scale of a commit.
type scalePath string

// keptScale is what is known of the changes up to a commit.
type keptScale struct {
	Window   yardstick.Window   `json:"window"`
	Outcomes yardstick.Outcomes `json:"outcomes,omitzero"`
}

// scaleFile returns where the scale of a commit is kept: in the user's cache folder, by repository, commit and model; "" without such a
// folder.
func scaleFile(dir, sha string) scalePath {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	repository := fmt.Sprintf("%x", sha256.Sum256([]byte(dir)))[:16]
	return scalePath(filepath.Join(cache, "devplus", "scales", repository, sha+"-"+risk.Model+".json"))
}

func (f scalePath) read() (keptScale, error) {
	var k keptScale
	if f == "" {
		return k, fs.ErrNotExist
	}
	content, err := os.ReadFile(string(f))
	if err == nil {
		err = json.Unmarshal(content, &k)
	}
	return k, err
}

// write keeps the scale. Another process may read or write the same file meanwhile.
func (f scalePath) write(k keptScale) error {
	if f == "" {
		return nil
	}
	content, err := json.Marshal(k)
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
