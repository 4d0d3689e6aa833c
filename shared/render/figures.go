package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// tokens formats a number of tokens: "840 tokens", "12.3k tokens".
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

// Size formats a number of bytes: "840 bytes", "48.2 KiB", "3.1 MiB".
func Size[N int | int64](n N) string {
	switch {
	case n < 1<<10:
		return text.Count(int(n), "byte")
	case n < 1<<20:
		return Decimal(float64(n)/(1<<10)) + " KiB"
	}
	return Decimal(float64(n)/(1<<20)) + " MiB"
}

// cost formats US dollars; nil is unpriced. A cost below a hundredth of a cent is not shown as 0.
func cost(usd *float64) string {
	switch {
	case usd == nil:
		return "unpriced"
	case *usd < 0.0001:
		return "less than $0.0001"
	}
	return fmt.Sprintf("$%.4f", *usd)
}

// Percent formats a share of 1. A small share is not shown as 0%.
func Percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "less than 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// Percentile formats a score for a title or a sentence. Nothing is riskier than all, so it is at most 99.
func Percentile(score float64) string { return fmt.Sprintf("%.0f", min(score, 99)) }

// Decimal formats x with one decimal, or without it if it is 0.
func Decimal(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// SHA7 shortens a commit's SHA as GitHub does.
func SHA7(sha string) string { return sha[:min(7, len(sha))] }

// Joined joins the parts that are not empty by commas.
func Joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}
