package githubapp

// Cached counts the installations that are kept.
func (a *App) Cached() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.installations)
}
