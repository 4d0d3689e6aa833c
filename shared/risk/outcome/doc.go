// Package outcome finds the outcomes of a repository's changes: the ones to which a later fix is traced, by SZZ (Śliwerski,
// Zimmermann, Zeller, MSR 2005) on what landed, and how well the scores told them apart. It is pure.
//
//	var tracer outcome.Tracer
//	n := tracer.Learn(change)    // for each change that landed, the oldest first
//	report := outcome.NewReport(tracer.Judge(scores))
package outcome
