package budget

import (
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/text"
)

// name names a budget for people: "budget of 5 USD a day".
func (m meter) name() string {
	of := ""
	if m.share != "" {
		of = " for " + m.share
	}
	return "budget of " + m.amount(m.limit) + " " + m.period + of
}

func (m meter) amount(n int64) string {
	if m.priced {
		return USD(n)
	}
	return text.Number(n) + " tokens"
}

// leftWords says what is left of a budget whose rest is too little for a review; empty for next to nothing.
func (m meter) leftWords() string {
	rest := m.limit - m.used
	if rest <= m.limit/20 {
		return ""
	}
	return " (" + m.amount(rest) + " left, too little for this review)"
}

// nextPeriod says when the next period begins: "at 00:00 UTC", with the date if it is not today.
func (m meter) nextPeriod(now time.Time) string {
	if m.periodEnd.Sub(now) <= 24*time.Hour {
		return "at " + m.periodEnd.Format("15:04 MST")
	}
	return "on " + m.periodEnd.Format("January 2 at 15:04 MST")
}

// USD formats millionths of a USD with the digits that matter.
func USD(micros int64) string {
	usd, digits := float64(micros)/1e6, 2
	if micros%1e6 == 0 {
		digits = 0
	} else if micros%1e4 != 0 && usd < 0.1 {
		digits = 4
	}
	if micros > 0 && usd < 1e-4 {
		return "less than 0.0001 USD"
	}
	return strconv.FormatFloat(usd, 'f', digits, 64) + " USD"
}
