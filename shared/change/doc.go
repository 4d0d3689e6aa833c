// Package change measures a change from the patches of its files: what changed, how its lines read, what they touch and what is dangerous in
// them. It is pure: no I/O, no clock, no randomness, so the same diff has the same facts on any machine.
//
//	facts := change.Measure(patches) // small enough to store
//	facts.Fix = change.SaysFix(title)
//	facts.History = history // where it is known, see History.File
package change
