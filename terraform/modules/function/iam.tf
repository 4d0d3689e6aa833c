# What the function may do, and who may call it.

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = var.secrets

  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}

# Listing the versions, which is how more than one counts, is no part of reading them.
resource "google_secret_manager_secret_iam_member" "lists" {
  for_each = var.secrets

  secret_id = each.value
  role      = "roles/secretmanager.viewer"
  member    = google_service_account.this.member
}

resource "google_pubsub_topic_iam_member" "publishes" {
  for_each = var.topics

  topic  = each.value
  role   = "roles/pubsub.publisher"
  member = google_service_account.this.member
}

# Firestore has no policy on a database: the project's, on the condition that it is this one.
resource "google_project_iam_member" "database" {
  count = var.firestore_role == "" ? 0 : 1

  project = var.deployment.project_id
  role    = var.firestore_role
  member  = google_service_account.this.member

  condition {
    title      = "${var.deployment.prefix}-database"
    expression = "resource.name == \"projects/${var.deployment.project_id}/databases/${var.deployment.database}\""
  }
}

# Spans are no resource that could be granted on. Source: cloud.google.com/stackdriver/docs/reference/telemetry/overview.
resource "google_project_iam_member" "traces" {
  count = var.deployment.trace_sample_rate == 0 ? 0 : 1

  project = var.deployment.project_id
  role    = "roles/telemetry.tracesWriter"
  member  = google_service_account.this.member
}

# A function of the second generation is a Cloud Run service of its name.
resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = var.invokers

  name     = google_cloudfunctions2_function.this.name
  location = google_cloudfunctions2_function.this.location
  role     = "roles/run.invoker"
  member   = each.value
}
