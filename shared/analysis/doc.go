// Package analysis defines the domain: an analysis and its states, the schema of a workflow's answer, and the time limits that all
// parts share. It does no I/O; stores, functions and renderers build on it.
package analysis
