package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// tokens says a count of tokens: "840 tokens", "12.3k tokens".
func tokens(n int64) string {
	switch {
	case n == 1:
		return "1 token"
	case n < 1000:
		return fmt.Sprintf("%d tokens", n)
	case n < 999_950:
		return Decimal(float64(n)/1e3) + "k tokens"
	}
	return Decimal(float64(n)/1e6) + "M tokens"
}

// Size says bytes: "840 bytes", "48.2 KiB", "3.1 MiB".
func Size[N int | int64](n N) string {
	switch {
	case n < 1<<10:
		return text.Count(int(n), "byte")
	case n < 1<<20:
		return Decimal(float64(n)/(1<<10)) + " KiB"
	}
	return Decimal(float64(n)/(1<<20)) + " MiB"
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

// Percent says a share of 1; what is there is not called 0%.
func Percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "less than 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// Decimal is x with one decimal, or none where it is 0.
func Decimal(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// SHA7 is how GitHub shortens a commit.
func SHA7(sha string) string { return sha[:min(7, len(sha))] }

// Joined puts the parts that are not empty in a row.
func Joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}
