package yardstick

import (
	"cmp"
	"slices"
	"time"
)

// ReleasesFrom is how many releases of a kind make a scale of their own.
const ReleasesFrom = 20

// Bounds on what Releases keeps.
const (
	maxOfKind   = 60 // releases of one kind, the newest
	maxReleases = 180
)

// Step is how far a release is from the one before: patches are compared with patches.
type Step string

// The steps.
const (
	Patch   Step = "patch"
	Feature Step = "feature" // minor and major versions
	Deploy  Step = "deploy"  // a deployment of something else than a version
)

// Release is a release, or a deployment, that was made.
type Release struct {
	Name   string    `json:"name"`           // the tag, or the SHA that was deployed
	SHA    string    `json:"sha"`            // of its commit
	Line   string    `json:"line,omitempty"` // the part of the repository that the tag names; the environment of a deployment
	Step   Step      `json:"step"`
	At     time.Time `json:"at"`
	Hazard float64   `json:"hazard"` // Σ −ln(1−probability) of its changes by their diffs, without the release's own factors
	Model  string    `json:"model"`  // that measured the changes
}

// isComparable reports whether two releases are of a kind, which are compared.
func (r Release) isComparable(o Release) bool { return r.Line == o.Line && r.Step == o.Step }

// Releases are a repository's last releases, the oldest first. The zero value has none.
type Releases struct {
	Entries []Release `json:"entries"`
}

// Add adds a release, or in the place and at the time of the one of its kind and name. The oldest give way: those of the kind, then any.
func (r *Releases) Add(added Release) {
	added.Hazard, added.At = rounded(added.Hazard), added.At.UTC().Truncate(time.Second)
	if i := slices.IndexFunc(r.Entries, func(o Release) bool { return o.isComparable(added) && o.Name == added.Name }); i >= 0 {
		added.At = r.Entries[i].At
		r.Entries[i] = added
		return
	}
	at, _ := slices.BinarySearchFunc(r.Entries, added, func(o, e Release) int { return cmp.Or(o.At.Compare(e.At), -1) })
	r.Entries = slices.Insert(r.Entries, at, added)
	if len(r.comparableTo(added)) > maxOfKind {
		i := slices.IndexFunc(r.Entries, added.isComparable)
		r.Entries = slices.Delete(r.Entries, i, i+1)
	}
	r.Entries = r.Entries[max(len(r.Entries)-maxReleases, 0):]
}

// comparableTo returns the releases of the kind.
func (r *Releases) comparableTo(kind Release) (alike []Release) {
	for _, o := range r.Entries {
		if o.isComparable(kind) {
			alike = append(alike, o)
		}
	}
	return alike
}

// Place returns the percentile of a release among the earlier ones of its kind that the same model measured, and how many these are. Only
// from ReleasesFrom on is the percentile known. One that was added before is placed as it was then.
func (r *Releases) Place(placed Release) (score float64, earlier int) {
	var hazards []float64
	for _, o := range r.comparableTo(placed) {
		if o.Name == placed.Name {
			break
		}
		if o.Model == placed.Model {
			hazards = append(hazards, o.Hazard)
		}
	}
	if len(hazards) < ReleasesFrom {
		return 0, len(hazards)
	}
	return percentile(hazards, rounded(placed.Hazard)), len(hazards)
}

// Named returns the version whose commit this is.
func (r *Releases) Named(sha string) (tag string, ok bool) {
	for _, o := range slices.Backward(r.Entries) {
		if o.SHA == sha && o.Step != Deploy {
			return o.Name, true
		}
	}
	return "", false
}
