package doctor

// Permissions and Events are what the App needs.
func Permissions() map[string]string { return permissions }

// Events are those that the App subscribes to.
func Events() []string { return events }
