package standin

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// GitHub's limits on a diff ("Repository limits", diff limits; "List pull requests files" for the number of files). GitHub omits
// patches over the limits of a file, and those after the limits of the pull request are reached; their line counts stay.
const (
	maxFiles      = 3000
	maxFileLines  = 20_000
	maxFileBytes  = 500 << 10
	maxTotalLines = 20_000
	maxTotalBytes = 1 << 20
)

// file is a changed file with its blob.
type file struct {
	diff.Patch
	sha string
}

// files returns the changed files from the merge base to head, in Git's order, with the patches that GitHub would show.
func (s *Server) files(base, head string) ([]file, error) {
	return s.filesOver(base + "..." + head)
}

// filesOver returns the files that git diff shows with these arguments.
func (s *Server) filesOver(over ...string) ([]file, error) {
	text, blobs, err := s.diff(over...)
	if err != nil {
		return nil, err
	}
	patches, err := diff.Parse(text)
	if err != nil {
		return nil, err
	}
	if len(patches) != len(blobs) {
		return nil, fmt.Errorf("git diff has %d patches of %d files", len(patches), len(blobs))
	}
	files := make([]file, len(patches))
	for i, p := range patches {
		files[i] = file{Patch: p, sha: blobs[i]}
	}
	return clip(files), nil
}

// synthetic adds blob SHAs to files that are in no repository.
func synthetic(patches []diff.Patch) []file {
	files := make([]file, len(patches))
	for i, p := range patches {
		sum := sha1.Sum([]byte(p.Path + "\x00" + p.Text))
		files[i] = file{Patch: p, sha: hex.EncodeToString(sum[:])}
	}
	return clip(files)
}

// clip removes the patches over GitHub's limits.
func clip(files []file) []file {
	lines, size := 0, 0
	for i := range files {
		text := files[i].Text
		n := strings.Count(text, "\n") + 1
		if n > maxFileLines || len(text) > maxFileBytes || lines+n > maxTotalLines || size+len(text) > maxTotalBytes {
			files[i].Text = ""
			continue
		}
		lines, size = lines+n, size+len(text)
	}
	return files
}

func (s *Server) fileObject(f file, head string) object {
	escaped := (&url.URL{Path: f.Path}).EscapedPath()
	web := webURL + "/" + s.o.Owner + "/" + s.o.Name
	o := object{
		"sha": optional(f.sha), "filename": f.Path, "status": f.Status,
		"additions": f.Additions, "deletions": f.Deletions, "changes": f.Additions + f.Deletions,
		"blob_url":     web + "/blob/" + head + "/" + escaped,
		"raw_url":      web + "/raw/" + head + "/" + escaped,
		"contents_url": s.repoURL() + "/contents/" + escaped + "?ref=" + head,
	}
	if f.Text != "" {
		o["patch"] = f.Text
	}
	if f.PreviousPath != "" {
		o["previous_filename"] = f.PreviousPath
	}
	return o
}
