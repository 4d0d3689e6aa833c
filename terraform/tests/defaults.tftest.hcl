# What an apply with nothing but the required variables would make.

variables {
  project_id    = "acme-devplus"
  region        = "europe-west1"
  github_app_id = "123456"
}

# Archives of the functions take most of a plan's time; what is in them archive_test.go looks at.
mock_provider "archive" {
  mock_data "archive_file" {
    defaults = { output_sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_firestore_database.this.type == "FIRESTORE_NATIVE" && google_firestore_database.this.name != "(default)"
    error_message = "Firestore must be in Native mode, and named: the default database may belong to somebody else."
  }
  assert {
    condition     = google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    error_message = "A slip must not delete analyses."
  }
  assert {
    condition     = length(google_firestore_field.expire_at) > 0 && alltrue([for f in google_firestore_field.expire_at : f.field == "expire_at" && length(f.ttl_config) == 1])
    error_message = "Without a TTL policy documents are kept, and paid for, for ever."
  }
  assert {
    condition     = google_storage_bucket.source.public_access_prevention == "enforced" && google_storage_bucket.source.uniform_bucket_level_access
    error_message = "The source bucket must be private."
  }
  assert {
    condition     = toset(keys(google_secret_manager_secret.this)) == toset(["GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"])
    error_message = "Each secret must be there before somebody gives it a value."
  }
  assert {
    condition     = alltrue([for api in google_project_service.api : !api.disable_on_destroy])
    error_message = "Destroying DevPlus must not disable APIs that others use."
  }
  assert {
    condition     = jsondecode(base64decode(google_cloud_scheduler_job.weekly_analysis[0].pubsub_target[0].data)).event == "schedule" && google_cloud_scheduler_job.weekly_analysis[0].pubsub_target[0].attributes.event == "schedule"
    error_message = "The weekly job must publish the event that dispatch knows."
  }
  assert {
    condition     = jsondecode(base64decode(google_cloud_scheduler_job.daily_sweep.pubsub_target[0].data)).action == "daily"
    error_message = "The daily job must publish the event that dispatch knows."
  }
  assert {
    condition     = length(module.kestra) == 0 && length(setintersection(keys(google_project_service.api), ["sqladmin.googleapis.com", "aiplatform.googleapis.com", "compute.googleapis.com", "containeranalysis.googleapis.com"])) == 0
    error_message = "The first deployment pays for no engine, database or network, and enables no API that nothing uses."
  }
  assert {
    condition     = length(google_firestore_backup_schedule.daily) == 1 && google_firestore_backup_schedule.daily[0].retention == "604800s"
    error_message = "What is noticed after point-in-time recovery ends needs a backup."
  }
  assert {
    condition     = toset(keys(google_project_service_identity.agent)) == toset(["artifactregistry.googleapis.com", "cloudbuild.googleapis.com", "cloudfunctions.googleapis.com", "run.googleapis.com"])
    error_message = "An empty project has none of these identities, and the first function needs all."
  }
}

run "nobody_to_notify" {
  command = plan

  module {
    source = "./modules/monitoring"
  }

  variables {
    name            = "devplus"
    project_number  = "123456789"
    dashboard       = "./dashboards/devplus.json.tftpl"
    playbooks       = "./playbooks"
    webhook_service = "devplus-webhook"
    webhook_host    = "devplus-webhook.example"
    kestra_service  = ""
    subscriptions   = []

    people_subscriptions = []

    dead_letters       = []
    database           = "devplus"
    alert_emails       = []
    alert_channels     = []
    log_retention_days = null
    billing_account    = ""
    monthly_budget     = 50
  }

  assert {
    condition     = length(google_monitoring_alert_policy.this) == 0 && length(google_logging_project_sink.this) == 0
    error_message = "Conditions are paid for: without anybody to notify there are none."
  }
}

run "channels_that_exist" {
  command = plan

  module {
    source = "./modules/monitoring"
  }

  variables {
    name            = "devplus"
    project_number  = "123456789"
    dashboard       = "./dashboards/devplus.json.tftpl"
    playbooks       = "./playbooks"
    webhook_service = "devplus-webhook"
    webhook_host    = "devplus-webhook.example"
    kestra_service  = "devplus-kestra"
    subscriptions   = []

    people_subscriptions = []

    dead_letters       = []
    database           = "devplus"
    alert_emails       = []
    alert_channels     = ["projects/acme-devplus/notificationChannels/1234567890"]
    log_retention_days = 400
    billing_account    = "012345-6789AB-CDEF01"
    monthly_budget     = 50
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.this : policy.notification_channels == tolist(["projects/acme-devplus/notificationChannels/1234567890"])])
    error_message = "Alerts go to Slack or PagerDuty by the channel that was made for it."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.this["late-analyses"].conditions[0].condition_prometheus_query_language[0].query, "> 0.134)") && strcontains(google_monitoring_alert_policy.this["late-analyses"].conditions[0].condition_prometheus_query_language[0].query, "> 0.056)")
    error_message = "99% in 28 days: 2% of what may fail in an hour is a burn rate of 13.4, 5% in six hours one of 5.6."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.this["stuck-analyses"].conditions[0].condition_prometheus_query_language[0].query, "and on () (sum(increase(")
    error_message = "Nobody looks before the App's key has a version: a first deployment must not begin with an alarm."
  }
  assert {
    condition     = google_logging_project_bucket_config.this[0].retention_days == 400 && google_logging_project_sink.this[0].filter == "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=~\"^devplus-\""
    error_message = "The log's own retention holds for DevPlus's services, and for no others."
  }
}
