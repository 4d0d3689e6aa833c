package render

import (
	"fmt"
	"math"
	"strconv"
)

// number groups the digits of n: 1,204.
func number[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	start := 3
	if n < 0 {
		start = 4
	}
	for i := len(s) - 3; i >= start-2; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count says a number with its noun, in the plural but for one.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// tokens says a count of tokens: "840 tokens", "12.3k tokens".
func tokens(n int64) string {
	switch {
	case n == 1:
		return "1 token"
	case n < 1000:
		return fmt.Sprintf("%d tokens", n)
	case n < 999_950:
		return trimZero(float64(n)/1e3) + "k tokens"
	}
	return trimZero(float64(n)/1e6) + "M tokens"
}

// size says bytes: "840 bytes", "48.2 KiB".
func size(n int) string {
	if n < 1024 {
		return count(n, "byte")
	}
	return trimZero(float64(n)/1024) + " KiB"
}

// cost says US dollars; nil is unpriced. What is below a hundredth of a cent is not called nothing.
func cost(usd *float64) string {
	switch {
	case usd == nil:
		return "unpriced"
	case *usd < 0.0001:
		return "less than $0.0001"
	}
	return fmt.Sprintf("$%.4f", *usd)
}

// percent says a share of 1; what is there is not called 0%.
func percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "less than 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// trimZero is x with one decimal, or none where it is 0.
func trimZero(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// sha7 is how GitHub shortens a commit.
func sha7(sha string) string { return sha[:min(7, len(sha))] }
