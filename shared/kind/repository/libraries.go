package repository

import (
	"encoding/json"
	"slices"
)

// unlockedPaths returns the manifests whose lock file is missing.
func (r *Report) unlockedPaths() (paths []string) {
	for _, m := range r.Manifests {
		if m.unlocked {
			paths = append(paths, m.Path)
		}
	}
	return paths
}

// needsLock reports whether the text of a manifest is an application's. The users of a library choose the versions of its dependencies, and
// a lock file in it says nothing to them.
func needsLock(ecosystem, text string) bool {
	switch ecosystem {
	case "npm":
		return npmApplication(text)
	case "Composer":
		return composerProject(text)
	}
	return true
}

func npmApplication(text string) bool {
	var m struct {
		Private                                                          bool
		Version                                                          string
		Main, Module, Exports, Bin, Files, Types, Browser, PublishConfig json.RawMessage
		Dependencies, DevDependencies, PeerDependencies, Engines         map[string]any
	}
	if json.Unmarshal([]byte(text), &m) != nil || len(m.Dependencies)+len(m.DevDependencies) == 0 {
		return false
	}
	_, extension := m.Engines["vscode"]
	published := slices.ContainsFunc([]json.RawMessage{m.Main, m.Module, m.Exports, m.Bin, m.Files, m.Types, m.Browser, m.PublishConfig}, func(field json.RawMessage) bool { return len(field) > 0 })
	return m.Private || extension || !published && len(m.PeerDependencies) == 0 && m.Version == ""
}

// composerProject reports whether a package is an application: Composer's default type is library.
func composerProject(text string) bool {
	var m struct {
		Type       string
		Require    map[string]any
		RequireDev map[string]any `json:"require-dev"`
	}
	return json.Unmarshal([]byte(text), &m) == nil && m.Type == "project" && len(m.Require)+len(m.RequireDev) > 0
}

// updatedBy returns a service that updates dependencies although no file of its own says so: its settings are in package.json, or its
// commits are in the history.
func (g *gathered) updatedBy() string {
	var m struct{ Renovate json.RawMessage }
	if json.Unmarshal([]byte(g.texts["package.json"]), &m) == nil && len(m.Renovate) > 0 {
		return "Renovate"
	}
	for _, c := range g.log.Commits {
		if name := updaterOf(c.Author); name != "" {
			return name
		}
	}
	return ""
}
