// Package analysis is the domain: what an analysis is, the states it goes through, what a workflow may answer, and the
// one clock that all parts keep. It does no I/O; stores, functions and renderers are written against it.
package analysis
