package analysis

import (
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// The time limits of all parts. Each leaves room for the ones inside it; tests keep the flows and the deployment equal.
const (
	ModelCallTimeout = 3 * time.Minute  // one model call
	FlowTimeout      = 10 * time.Minute // a whole flow; an idle Cloud Run instance may be stopped at any time, 15 minutes at most
	DispatchedDue    = 12 * time.Minute // after a flow's start: no answer is late
	RunningDue       = 30 * time.Minute // the same while Kestra says queued or running
	TokenLifetime    = 60 * time.Minute // of a callback token
	LeaseDuration    = 2 * time.Minute  // a crashed worker blocks its work for this long
	ClockSkew        = time.Minute      // between two instances
	StartTimeout     = 90 * time.Second // starting a flow, Kestra's cold start included
	StartPatience    = 10 * time.Minute // starting is retried this long before the result is degraded
	FindPatience     = 30 * time.Second // Kestra's search lags a start by up to this
	QueuedDue        = 15 * time.Minute // Pub/Sub has retried often enough by then
	CompletedDue     = 10 * time.Minute // likewise for publishing
	WaitingDue       = 12 * time.Hour   // a freed slot wakes a waiting analysis; checking earlier would cost requests to GitHub
	ReconcileEvery   = 5 * time.Minute
	LastLook         = 160 * time.Second // the longest between two redeliveries of Pub/Sub's within ReconcileEvery: 10, 20, 40, 80 and 160 s
	FunctionTimeout  = 540 * time.Second
	AckDeadline      = 600 * time.Second
	MinBackoff       = 10 * time.Second // Pub/Sub's retry policy
	MaxBackoff       = 600 * time.Second

	// How long things are stored.
	ContextKept = 24 * time.Hour                               // the input of a flow, for a repeated start
	StubKept    = 7 * 24 * time.Hour                           // the record of work of which nothing else is kept: GitHub redelivers nothing after three days
	GoneKept    = 14 * 24 * time.Hour                          // the data of a repository that the App no longer sees
	WaiterKept  = 30 * 24 * time.Hour                          // a waiter for a slot, which is renewed by then
	Retention   = settings.UsualRetentionDays * 24 * time.Hour // where no settings say otherwise
)

// Bounds on retries and on what an analysis stores.
const (
	MaxAttempts      = 2  // of one request, before it is degraded
	MaxTries         = 3  // of reconcile, before an analysis whose event is unreadable fails
	MaxPushes        = 20 // Pub/Sub deliveries before the dead letter: by the back-off above, two hours of an outage of Firestore
	MaxDeliveries    = 10 // delivery GUIDs that an analysis stores
	MaxRefusals      = 2  // the second invalid answer degrades the result
	KestraMaxRunning = 10 // flows at a time, unless KESTRA_MAX_RUNNING says otherwise
	MaxHistory       = 20 // changes of state that an analysis stores
	MaxDocumentBytes = 600 << 10
	MinWindow        = 6 << 10 // tokens: the smallest window of a model that leaves room for a diff beside the instructions and an answer
)
