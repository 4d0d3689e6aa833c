# Alerts, each named as its playbook, where there is somebody to notify. PromQL throughout: it may name a metric that has no data yet, which a
# first apply needs.

locals {
  dead    = "monitored_resource=\"pubsub_subscription\",subscription_id=~\"${join("|", var.dead_letters)}\""
  people  = "monitored_resource=\"pubsub_subscription\",subscription_id=~\"${join("|", var.people_subscriptions)}\""
  webhook = "monitored_resource=\"cloud_run_revision\",service_name=\"${var.webhook_service}\""
  m       = local.promql

  published = "${local.m.analysis}{monitored_resource=\"cloud_run_revision\",state=\"published\"}"
  late      = "${local.m.late}{monitored_resource=\"cloud_run_revision\"}"

  # The objective: of 28 days' analyses 99% are published within 15 minutes. Each pair of windows burns the same share of what may fail: 2% of
  # it within an hour, 5% within six; the short window ends the alert when it is over. Source: sre.google/workbook/alerting-on-slos, "multiwindow".
  burn_rates = {
    "1h" = { short = "5m", late = "0.134" }  # 0.02 · 28 · 24 / 1 times the 1% that may be late
    "6h" = { short = "30m", late = "0.056" } # 0.05 · 28 · 24 / 6
  }
  burning = { for long, burn in local.burn_rates : long => join(" and ", concat(
    [for window in [long, burn.short] :
      "(sum(increase(${local.late}[${window}])) / sum(increase(${local.published}[${window}])) > ${burn.late})"
    ],
    ["(sum(increase(${local.late}[${long}])) >= 3)"], # one late analysis of a quiet night wakes nobody
  )) }

  alerts = length(local.channels) == 0 ? {} : merge(
    {
      late-analyses = {
        title    = "analyses are published late"
        severity = "WARNING"
        duration = "0s"
        query    = join(" or ", [for long in keys(local.burning) : "(${local.burning[long]})"])
      }
      dead-letters = {
        title    = "messages could not be delivered"
        severity = "ERROR"
        duration = "60s"
        query    = "sum(max_over_time(pubsub_googleapis_com:subscription_num_undelivered_messages{${local.dead}}[10m])) > 0"
      }
      backlog = {
        title    = "messages wait"
        severity = "ERROR"
        duration = "300s"
        query    = "max(max_over_time(pubsub_googleapis_com:subscription_oldest_unacked_message_age{${local.people}}[5m])) > 900"
      }
      parked = {
        title    = "events wait for GitHub"
        severity = "WARNING"
        duration = "0s"
        # The average of the looks of an hour that published any: GitHub's outages and its hourly limit are over earlier.
        query = "sum(increase(${local.m.parked_seconds}_sum{monitored_resource=\"cloud_run_revision\"}[1h])) / sum(increase(${local.m.parked_seconds}_count{monitored_resource=\"cloud_run_revision\"}[1h])) > 7200"
      }
      given-up = {
        title    = "work was given up"
        severity = "ERROR"
        duration = "0s"
        query    = "sum(increase(${local.m.given_up}{monitored_resource=\"cloud_run_revision\"}[10m])) > 0"
      }
      stuck-analyses = {
        title    = "analyses are stuck, or nobody looks"
        severity = "ERROR"
        duration = "600s"
        # On average at least one in every look of half an hour; or no look at all, where there was one within a day: before the App's key has a
        # version nobody looks, and a first deployment must not begin with an alarm.
        query = join(" or ", [
          "(sum(increase(${local.m.reconcile_due}_sum{monitored_resource=\"cloud_run_revision\"}[30m])) / sum(increase(${local.m.reconcile_due}_count{monitored_resource=\"cloud_run_revision\"}[30m])) >= 1)",
          "(absent_over_time(${local.m.reconcile_due}_count{monitored_resource=\"cloud_run_revision\"}[30m]) and on () (sum(increase(${local.m.reconcile_due}_count{monitored_resource=\"cloud_run_revision\"}[1d])) > 0))",
        ])
      }
      webhook-errors = {
        title    = "the webhook fails"
        severity = "CRITICAL"
        duration = "0s"
        query    = "sum(increase(run_googleapis_com:request_count{${local.webhook},response_code_class=\"5xx\"}[10m])) > 2"
      }
      webhook-down = {
        title    = "the webhook does not answer"
        severity = "CRITICAL"
        duration = "300s"
        query    = "avg(avg_over_time(monitoring_googleapis_com:uptime_check_check_passed{monitored_resource=\"uptime_url\",check_id=\"${google_monitoring_uptime_check_config.webhook.uptime_check_id}\"}[10m])) < 0.5"
      }
      callback-rejections = {
        title    = "workflows' answers are refused"
        severity = "WARNING"
        duration = "0s"
        # 409 is a late answer, 422 one that the model may repair: both are usual.
        query = "sum(increase(${local.m.refused}{monitored_resource=\"cloud_run_revision\",status!~\"409|422\"}[30m])) > 2"
      }
    },
    var.kestra_service == "" ? {} : {
      kestra-start-failures = {
        title    = "workflows can't be started"
        severity = "ERROR"
        duration = "0s"
        query    = "sum(increase(${local.m.start_failures}{monitored_resource=\"cloud_run_revision\"}[30m])) > 0"
      }
      slots = {
        title    = "reviews wait for a slot"
        severity = "WARNING"
        duration = "0s"
        query    = "sum(increase(${local.m.waiting_seconds}_sum{monitored_resource=\"cloud_run_revision\"}[30m])) / sum(increase(${local.m.waiting_seconds}_count{monitored_resource=\"cloud_run_revision\"}[30m])) > 3600"
      }
      degraded-share = {
        title    = "most pull requests are measured only"
        severity = "WARNING"
        duration = "0s"
        query = join(" and ", [
          "(sum(increase(${local.m.analysis}{monitored_resource=\"cloud_run_revision\",state=\"published\",degraded=\"true\"}[2h])) / sum(increase(${local.m.analysis}{monitored_resource=\"cloud_run_revision\",state=\"published\"}[2h])) > 0.5)",
          "(sum(increase(${local.m.analysis}{monitored_resource=\"cloud_run_revision\",state=\"published\"}[2h])) >= 4)",
        ])
      }
    },
  )
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  display_name = "DevPlus: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
}

locals {
  # How many are known when planning, their names after the apply.
  channels = concat([for mail in var.alert_emails : google_monitoring_notification_channel.email[mail].name], tolist(var.alert_channels))
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.alerts

  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels
  user_labels           = { playbook = each.key }

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = each.value.duration
      evaluation_interval       = "60s"
      disable_metric_validation = true
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    content   = file("${var.playbooks}/${each.key}.md")
    mime_type = "text/markdown"
  }

  depends_on = [google_logging_metric.counter, google_logging_metric.distribution]
}

# The webhook only: a probe of Kestra would keep it up, and callback and report are behind IAM.
resource "google_monitoring_uptime_check_config" "webhook" {
  display_name = "${var.name}: webhook"
  timeout      = "10s"
  period       = "300s"

  http_check {
    path         = "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project_id, host = var.webhook_host }
  }
}

resource "google_billing_budget" "this" {
  count = var.billing_account == "" ? 0 : 1

  billing_account = var.billing_account
  display_name    = "${var.name}: monthly (playbooks/budget.md)"

  budget_filter {
    projects        = ["projects/${var.project_number}"]
    calendar_period = "MONTH"
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  threshold_rules {
    threshold_percent = 0.5
  }
  threshold_rules {
    threshold_percent = 1
  }
  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }

  dynamic "all_updates_rule" {
    for_each = length(local.channels) == 0 ? [] : [true]
    content {
      monitoring_notification_channels = slice(local.channels, 0, min(5, length(local.channels))) # a budget takes no more
    }
  }
}
