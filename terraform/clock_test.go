package terraform

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// Each limit of the clock leaves room for the limits inside it. A different value in Terraform would break that silently.
func TestClock_IsTheCodes(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	seconds := func(d time.Duration) string { return fmt.Sprintf("%ds", int(d.Seconds())) }
	same := func(what string, got any, want string) {
		t.Helper()
		if fmt.Sprint(got) != want {
			t.Errorf("%s is %v, shared/analysis/clock.go says %s", what, got, want)
		}
	}
	for _, topic := range []string{"events", "background_events", "results"} {
		push := find(t, all, "module."+topic+".google_pubsub_subscription.push")
		same(topic+": acknowledgement deadline", push.at(t, "ack_deadline_seconds"), fmt.Sprint(analysis.AckDeadline.Seconds()))
		same(topic+": shortest back-off", push.at(t, "retry_policy", 0, "minimum_backoff"), seconds(analysis.MinBackoff))
		same(topic+": longest back-off", push.at(t, "retry_policy", 0, "maximum_backoff"), seconds(analysis.MaxBackoff))
		deliveries := analysis.MaxPushes
		if topic == "background_events" {
			deliveries = 100 // the most that Pub/Sub takes
		}
		same(topic+": deliveries", push.at(t, "dead_letter_policy", 0, "max_delivery_attempts"), fmt.Sprint(deliveries))
	}
	for _, name := range []string{"dispatch", "publish", "reconcile"} {
		same(name+": timeout", function(t, all, name).at(t, "service_config", 0, "timeout_seconds"), fmt.Sprint(analysis.FunctionTimeout.Seconds()))
	}
	job := find(t, all, "google_cloud_scheduler_job.reconcile")
	same("reconcile: schedule", job.at(t, "schedule"), fmt.Sprintf("*/%d * * * *", int(analysis.ReconcileEvery.Minutes())))
	same("reconcile: deadline", job.at(t, "attempt_deadline"), seconds(analysis.FunctionTimeout))
}

// Only dispatch parses the scheduler's message, weeks later.
func TestScheduler_PublishesTheEventThatDispatchReads(t *testing.T) {
	t.Parallel()
	for action, name := range map[string]string{"hourly": "weekly_analysis[0]", "daily": "daily_sweep"} {
		publishes(t, find(t, deployment(t), "google_cloud_scheduler_job."+name), action)
	}
}

func publishes(t *testing.T, job resource, action string) {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(job.text(t, "pubsub_target", 0, "data"))
	if err != nil {
		t.Fatal(err)
	}
	m := event.Message{ID: "1", Data: data, PublishTime: time.Now()}
	if e, err := m.Event(); err != nil || e.Event != event.Schedule {
		t.Errorf("event %+v, error %v", e, err)
	}
	for key, want := range map[string]string{"schema": fmt.Sprint(event.Schema), "event": event.Schedule, "action": action} {
		if got := job.text(t, "pubsub_target", 0, "attributes", key); got != want {
			t.Errorf("attribute %s is %q, want %q", key, got, want)
		}
	}
}

// Dead-lettered messages must be stored long enough for people to see them, and retained messages must eventually be
// delivered.
func TestTopics_KeepWhatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	for _, topic := range []string{"events", "background_events", "results"} {
		at := func(name string) resource { return find(t, all, "module."+topic+"."+name) }
		push, dead := at("google_pubsub_subscription.push"), at("google_pubsub_subscription.dead")
		if got, want := push.text(t, "dead_letter_policy", 0, "dead_letter_topic"), at("google_pubsub_topic.dead").text(t, "id"); got != want {
			t.Errorf("%s: dead letters go to %q, want %s", topic, got, want)
		}
		if dead.text(t, "topic") != at("google_pubsub_topic.dead").text(t, "id") || dead.text(t, "message_retention_duration") != "1209600s" {
			t.Errorf("%s: dead letters are kept %s of %s", topic, dead.text(t, "message_retention_duration"), dead.text(t, "topic"))
		}
		for _, s := range []resource{push, dead} {
			if s.text(t, "expiration_policy", 0, "ttl") != "" {
				t.Errorf("%s goes away when it is idle", s.Address)
			}
		}
		agent := find(t, all, "google_project_service_identity.pubsub").text(t, "member")
		for _, g := range []string{"google_pubsub_topic_iam_member.pubsub_buries", "google_pubsub_subscription_iam_member.pubsub_takes_out"} {
			if at(g).text(t, "member") != agent {
				t.Errorf("%s is for %s: without Pub/Sub's own identity nothing is dead-lettered", g, at(g).text(t, "member"))
			}
		}
		if !strings.HasSuffix(at("google_pubsub_topic.this").text(t, "message_retention_duration"), "s") {
			t.Errorf("%s keeps nothing to seek back to", topic)
		}
	}
}
