# Metrics made of log lines: those with a field "metric" (shared/telemetry), and one message. Labels are few and have few
# values: each combination is a time series that is paid for.

locals {
  functions = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=~\"^${var.name}-\""

  counters = {
    analysis = {
      what   = "Analyses that entered a state."
      filter = "jsonPayload.metric=\"analysis\""
      labels = { state = "STRING", kind = "STRING", degraded = "BOOL" }
    }
    given_up = {
      what   = "Work that ended without an answer."
      filter = "jsonPayload.metric=\"given_up\""
      labels = {}
    }
    late = {
      what   = "Analyses that were published more than 15 minutes after their delivery."
      filter = "jsonPayload.metric=\"analysis\" AND jsonPayload.state=\"published\" AND jsonPayload.seconds>900"
      labels = {}
    }
    refused = {
      what   = "Callbacks that were refused."
      filter = "jsonPayload.metric=\"refused\""
      labels = { status = "INT64" }
    }
    start_failures = {
      what   = "Analyses whose workflow could not be started in time."
      filter = "jsonPayload.message=\"the workflow could not be started\""
      labels = {}
    }
  }

  distributions = {
    seconds = {
      what   = "From the delivery of a webhook to the completed check run."
      filter = "jsonPayload.metric=\"analysis\" AND jsonPayload.state=\"published\""
      field  = "seconds"
      unit   = "s"
    }
    input_tokens = {
      what   = "The model's input tokens of one analysis."
      filter = "jsonPayload.metric=\"analysis\" AND jsonPayload.input_tokens>0"
      field  = "input_tokens"
      unit   = "1"
    }
    output_tokens = {
      what   = "The model's output tokens of one analysis."
      filter = "jsonPayload.metric=\"analysis\" AND jsonPayload.output_tokens>0"
      field  = "output_tokens"
      unit   = "1"
    }
    cost_usd = {
      what   = "What one analysis cost at the model, USD. Unpriced ones are not in it."
      filter = "jsonPayload.metric=\"analysis\" AND jsonPayload.cost_usd>0"
      field  = "cost_usd"
      unit   = "1"
    }
    parked_seconds = {
      what   = "How long the event that has waited longest waits for GitHub, of those that one look published again."
      filter = "jsonPayload.metric=\"reconcile\" AND jsonPayload.parked_seconds>=0"
      field  = "parked_seconds"
      unit   = "s"
    }
    waiting_seconds = {
      what   = "How long the analysis that gets the next of Kestra's slots waits, at one look."
      filter = "jsonPayload.metric=\"reconcile\" AND jsonPayload.waiting_seconds>=0"
      field  = "waiting_seconds"
      unit   = "s"
    }
    reconcile_due = {
      what   = "Analyses that one look for stuck ones found."
      filter = "jsonPayload.metric=\"reconcile\" AND jsonPayload.due>=0"
      field  = "due"
      unit   = "1"
    }
  }
}

resource "google_logging_metric" "counter" {
  for_each = local.counters

  name        = "${var.name}/${each.key}"
  description = each.value.what
  filter      = "${local.functions} AND ${each.value.filter}"

  label_extractors = { for label, type in each.value.labels : label => "EXTRACT(jsonPayload.${label})" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"

    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = labels.value
      }
    }
  }
}

resource "google_logging_metric" "distribution" {
  for_each = local.distributions

  name            = "${var.name}/${each.key}"
  description     = each.value.what
  filter          = "${local.functions} AND ${each.value.filter}"
  value_extractor = "EXTRACT(jsonPayload.${each.value.field})"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = each.value.unit
  }

  bucket_options {
    exponential_buckets {
      num_finite_buckets = 60
      growth_factor      = 1.5
      scale              = each.key == "cost_usd" ? 0.0001 : 1
    }
  }
}

# How PromQL calls them.
locals {
  promql = { for name in concat(keys(local.counters), keys(local.distributions)) :
    name => "logging_googleapis_com:user_${replace("${var.name}/${name}", "/[^A-Za-z0-9_]/", "_")}"
  }
}
