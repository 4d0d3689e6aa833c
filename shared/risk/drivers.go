package risk

import (
	"slices"
	"strings"
)

// DriverCount is the number of drivers.
const DriverCount = 4

// Drivers are the causes of a risk, for people: each sums similar signals.
var Drivers = [DriverCount]string{NewLogic, RemovedCode, FileHistory, Familiarity}

// The drivers.
const (
	NewLogic    = "new_logic"    // new production code
	RemovedCode = "removed_code" // removed production code
	FileHistory = "file_history" // how often its files changed and were fixed, and whether this is another fix
	Familiarity = "familiarity"  // how much the author worked here before
)

// Driver is the sum of the signals of one kind.
type Driver struct {
	Name   string  `json:"name"`
	Share  float64 `json:"share"`          // of the log-odds
	Points float64 `json:"points"`         // of the score
	Here   int     `json:"here,omitempty"` // more of it than this percentage of the repository's changes, at most 99; 0: not known
}

// driverOf returns the driver that a quantity belongs to.
func driverOf(q *Quantity) int {
	switch {
	case strings.Contains(q.Name, "author"):
		return slices.Index(Drivers[:], Familiarity)
	case q.History, q.Name == "fix":
		return slices.Index(Drivers[:], FileHistory)
	case strings.Contains(q.Name, "deleted"):
		return slices.Index(Drivers[:], RemovedCode)
	}
	return slices.Index(Drivers[:], NewLogic)
}

// sumDrivers sums the signals by driver.
func sumDrivers(signals []Signal) []Driver {
	drivers := make([]Driver, DriverCount)
	for i, name := range Drivers {
		drivers[i].Name = name
	}
	for i := range quantities {
		for _, s := range signals {
			if s.Name == quantities[i].Name {
				d := &drivers[driverOf(&quantities[i])]
				d.Share, d.Points = round4(d.Share+s.Share), round1(d.Points+s.Points)
			}
		}
	}
	return drivers
}

// DriverOf returns the driver that the signal belongs to; empty for guards and signals without points.
func DriverOf(signal string) string {
	for i := range quantities {
		if quantities[i].Name == signal {
			return Drivers[driverOf(&quantities[i])]
		}
	}
	return ""
}
