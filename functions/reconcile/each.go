package reconcile

import "time"

// eachDue handles each document that list finds once, until nothing more is due or the call has lasted maxTime. Most handled documents
// become due later. If the list has only handled ones that are still due, it reads a longer list.
func eachDue[T any](started time.Time, now func() time.Time, list func(limit int) []*T, id func(*T) string, handle func(*T)) {
	seen := map[string]bool{}
	for limit := maxDue; now().Sub(started) < maxTime; {
		found := list(limit)
		before := len(seen)
		for _, v := range found {
			if !seen[id(v)] {
				if now().Sub(started) >= maxTime {
					return
				}
				seen[id(v)] = true
				handle(v)
			}
		}
		if len(found) < limit {
			return
		}
		if len(seen) == before {
			limit += maxDue
		}
	}
}
