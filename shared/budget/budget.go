// Package budget bounds the tokens and money that reviews use: it decides whether a review may start, and counts its use. Spending is
// stored in one document for each repository's day and one for each installation's month. Reservations of running reviews are stored with
// their slots (slots.Slot), so that freeing a slot ends its reservation, and a lost document loses no reservation.
package budget

import (
	"fmt"
	"math"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Amount is the use of model calls.
type Amount struct {
	Tokens int64 `firestore:"tokens,omitzero" json:"tokens,omitzero"`         // of questions and answers
	Micros int64 `firestore:"usd_micros,omitzero" json:"usd_micros,omitzero"` // millionths of a USD; 0 without a price
}

// Plus returns the sum. It saturates, so that the counts of a broken endpoint cannot turn a budget negative.
func (a Amount) Plus(b Amount) Amount {
	return Amount{plus(a.Tokens, b.Tokens), plus(a.Micros, b.Micros)}
}

func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// Micros returns USD in millionths.
func Micros(usd float64) int64 {
	if usd >= math.MaxInt64/1e6 {
		return math.MaxInt64
	}
	return int64(math.Round(usd * 1e6))
}

// Period is the spending in one period of a budget: a day or a month in UTC.
type Period struct {
	ID       string            `firestore:"-" json:"-"` // see Keys
	Revision analysis.Revision `firestore:"-" json:"-"`

	Spent     Amount `firestore:"spent,omitzero" json:"spent,omitzero"`
	Outsiders Amount `firestore:"outsiders,omitzero" json:"outsiders,omitzero"` // of Spent, by people without write access
	Reviews   int    `firestore:"reviews,omitzero" json:"reviews,omitzero"`     // flows that answered
	Unpriced  int    `firestore:"unpriced,omitzero" json:"unpriced,omitzero"`   // of them, without a price
	Estimated int    `firestore:"estimated,omitzero" json:"estimated,omitzero"` // of them, counted by their reservation: the endpoint counts no tokens
	Unknown   int    `firestore:"unknown,omitzero" json:"unknown,omitzero"`     // of them, without any known use
	// The bounds at the last write, for people.
	LimitMicros *int64    `firestore:"limit_usd_micros,omitzero" json:"limit_usd_micros,omitzero"`
	LimitTokens *int64    `firestore:"limit_tokens,omitzero" json:"limit_tokens,omitzero"`
	ExpireAt    time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Reservation is the most that one attempt may use while its flow runs. Its zero value reserves nothing.
type Reservation struct {
	Repository   int64  `firestore:"repository,omitzero" json:"repository,omitzero"`
	Installation int64  `firestore:"installation,omitzero" json:"installation,omitzero"`
	Day          string `firestore:"day,omitzero" json:"day,omitzero"` // such as 2026-11-27
	Amount       Amount `firestore:"amount,omitzero" json:"amount,omitzero"`
	Priced       bool   `firestore:"priced,omitzero" json:"priced,omitzero"`
	Outsider     bool   `firestore:"outsider,omitzero" json:"outsider,omitzero"` // asked for by somebody without write access
}

// month returns the month of its day.
func (r Reservation) month() string { return r.Day[:min(len(r.Day), len("2006-01"))] }

// Keys are the document IDs of a repository's day and its installation's month.
type Keys struct{ Day, Month string }

// KeysAt returns the keys of a review that starts at a time.
func KeysAt(repository, installation int64, at time.Time) Keys {
	return Keys{RepositoryDay(repository, at), InstallationMonth(installation, at)}
}

// RepositoryDay is the ID of the document of a repository's day.
func RepositoryDay(repository int64, at time.Time) string {
	return fmt.Sprintf("repository-%d-%s", repository, at.UTC().Format(time.DateOnly))
}

// InstallationMonth is the ID of the document of an installation's month.
func InstallationMonth(installation int64, at time.Time) string {
	return fmt.Sprintf("installation-%d-%s", installation, at.UTC().Format("2006-01"))
}

// Bound notes the bounds that apply, for people.
func (p *Period) Bound(usd *float64, tokens *int64) {
	p.LimitMicros, p.LimitTokens = nil, tokens
	if usd != nil {
		p.LimitMicros = new(Micros(*usd))
	}
}

// Use is the use of a flow that answered.
type Use struct {
	Tokens int64
	Micros int64
	Counts bool // the endpoint counts tokens
	Priced bool
}

// Settle counts a flow's use in place of its reservation, which is zero if it was lost. If the endpoint did not count the use, the
// reservation counts: an unknown use is never nothing.
func (p *Period) Settle(now time.Time, u Use, r Reservation) {
	spent := Amount{u.Tokens, u.Micros}
	p.Reviews++
	if !u.Counts {
		spent, u.Priced = r.Amount, r.Priced
		if spent == (Amount{}) {
			p.Unknown++
		} else {
			p.Estimated++
		}
	}
	if !u.Priced {
		p.Unpriced++
	}
	p.Spent = p.Spent.Plus(spent)
	if r.Outsider {
		p.Outsiders = p.Outsiders.Plus(spent)
	}
	p.ExpireAt = now.Add(analysis.Retention)
}
