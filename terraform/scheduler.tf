# What happens by the clock.

resource "google_service_account" "scheduler" {
  account_id   = "${var.name}-scheduler"
  display_name = "DevPlus: calls reconcile"

  depends_on = [google_project_service.api]
}

resource "google_cloud_scheduler_job" "reconcile" {
  name             = "${var.name}-reconcile"
  region           = var.region
  description      = "Has stuck analyses looked for."
  schedule         = "*/5 * * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "540s"

  retry_config {
    retry_count = 0 # the next call comes soon enough
  }

  http_target {
    http_method = "POST"
    uri         = module.reconcile.url

    oidc_token {
      service_account_email = google_service_account.scheduler.email
      audience              = module.reconcile.url
    }
  }
}

locals {
  # As shared/event writes messages. They name no repositories: dispatch lists them.
  # "spread" has an hour of the week for each repository.
  spread        = var.weekly_analysis_schedule == "spread"
  weekly_action = local.spread ? "hourly" : "weekly"
  weekly_event = {
    attributes = { schema = "1", event = "schedule", action = local.weekly_action }
    data       = { schema = 1, event = "schedule", action = local.weekly_action }
  }
  daily_event = {
    attributes = { schema = "1", event = "schedule", action = "daily" }
    data       = { schema = 1, event = "schedule", action = "daily" }
  }
}

resource "google_cloud_scheduler_job" "daily_sweep" {
  name        = "${var.name}-daily-sweep"
  region      = var.region
  description = "Has pull requests looked for that were missed."
  schedule    = "23 4 * * *"
  time_zone   = "Etc/UTC"

  retry_config {
    retry_count = 3
  }

  pubsub_target {
    topic_name = module.background_events.topic_id
    attributes = local.daily_event.attributes
    data       = base64encode(jsonencode(local.daily_event.data))
  }

  depends_on = [google_pubsub_topic_iam_member.scheduler_publishes]
}

resource "google_cloud_scheduler_job" "weekly_analysis" {
  count = var.weekly_analysis_schedule == "" ? 0 : 1

  name        = "${var.name}-weekly-analysis"
  region      = var.region
  description = "Has repositories analysed."
  schedule    = local.spread ? "7 * * * *" : var.weekly_analysis_schedule
  time_zone   = "Etc/UTC"

  retry_config {
    retry_count = 3
  }

  pubsub_target {
    topic_name = module.background_events.topic_id
    attributes = local.weekly_event.attributes
    data       = base64encode(jsonencode(local.weekly_event.data))
  }

  depends_on = [google_pubsub_topic_iam_member.scheduler_publishes]
}

resource "google_pubsub_topic_iam_member" "scheduler_publishes" {
  topic  = module.background_events.topic
  role   = "roles/pubsub.publisher"
  member = google_project_service_identity.scheduler.member
}
