package text

// Nearest returns the candidate with the fewest letters to insert, remove, replace or swap with the next; "" if none is near.
func Nearest(got string, candidates []string) string {
	best, least := "", 1+max(2, len(got)/3)
	for _, one := range candidates {
		if d := distance(got, one); d < least {
			best, least = one, d
		}
	}
	return best
}

// distance returns the optimal string alignment distance.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
