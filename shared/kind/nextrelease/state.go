package nextrelease

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/packed"
	"github.com/devplus-app/devplus/shared/store"
)

// state is the stored state of a next release.
type state struct {
	Tags     string                 `json:"tags"` // digest of the tags that Lines come from
	Lines    []release.ReleasedLine `json:"lines"`
	Evidence release.Evidence       `json:"evidence"`
	Config   releasenotes.Config    `json:"config"` // of the repository's release notes

	measured []releaserisk.Kept
}

// Bounds on what is stored, in bytes, packed.
const maxState = 350 << 10

// bodies are the limits, in bytes, to which descriptions and messages are trimmed: the first that
// makes the state fit.
var bodies = []int{2000, 600, 100, 0}

// pack stores the state in n.
func (s *state) pack(n *store.NextRelease) error {
	stored := *s
	raw, err := json.Marshal(s.Evidence) // a copy, because trimming must not change the evidence in use
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &stored.Evidence); err != nil {
		return err
	}
	for _, bytes := range bodies {
		stored.Evidence.Trim(bytes)
		if n.State, err = packed.Pack(stored); err != nil || len(n.State) <= maxState {
			break
		}
	}
	if err != nil {
		return err
	}
	n.Changes, err = packed.Pack(s.measured)
	return err
}

// unpack reads a stored state; nil if there is none.
func unpack(n *store.NextRelease) (*state, error) {
	if len(n.State) == 0 {
		return nil, nil
	}
	s := new(state)
	if err := packed.Unpack(n.State, s); err != nil {
		return nil, err
	}
	return s, packed.Unpack(n.Changes, &s.measured)
}

// digest identifies a list of tags, and the folders of parts that are configured.
func digest(tags []githubapp.Tag, folders map[string]string) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		h.Write([]byte(name + "\x00" + folders[name] + "\x00\n"))
	}
	for _, t := range tags {
		h.Write([]byte(t.Name + "\x00" + t.SHA + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}
