# One topic with the one subscription that pushes it to a function, by an identity of its own; what can't be delivered is
# kept. Its figures are shared/analysis/clock.go's.

resource "google_pubsub_topic" "this" {
  # checkov:skip=CKV_GCP_83: messages name objects on GitHub and hold none of their content
  name                       = var.name
  message_retention_duration = "604800s" # 7 days, to seek back to
  kms_key_name               = var.kms_key
}

resource "google_service_account" "push" {
  project      = var.project_id
  account_id   = "${var.name}-push"
  display_name = "DevPlus: delivers ${var.name}"
}

# Pub/Sub signs tokens of this identity. Projects made since April 2021 let it do so anyway.
resource "google_service_account_iam_member" "pubsub_signs" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = var.pubsub_account
}

resource "google_pubsub_subscription" "push" {
  name                       = var.name
  topic                      = google_pubsub_topic.this.id
  ack_deadline_seconds       = 600 # also the time for a push; the function's timeout is below
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = "" # never, where the default is 31 idle days
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = var.deliveries
  }

  push_config {
    push_endpoint = var.push_url

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = var.push_url
    }
  }

  depends_on = [google_service_account_iam_member.pubsub_signs]
}

# A dead letter without a subscription is a lost one.
resource "google_pubsub_topic" "dead" {
  # checkov:skip=CKV_GCP_83: messages name objects on GitHub and hold none of their content
  name                       = "${var.name}-dead"
  message_retention_duration = "1209600s" # 14 days: what is forgotten must not outlast 30 here
  kms_key_name               = var.kms_key
}

resource "google_pubsub_subscription" "dead" {
  name                       = google_pubsub_topic.dead.name
  topic                      = google_pubsub_topic.dead.id
  ack_deadline_seconds       = 60
  message_retention_duration = "1209600s"

  expiration_policy {
    ttl = ""
  }
}

# Without these two Pub/Sub delivers for ever instead of giving up, and says so nowhere.
resource "google_pubsub_topic_iam_member" "pubsub_buries" {
  topic  = google_pubsub_topic.dead.name
  role   = "roles/pubsub.publisher"
  member = var.pubsub_account
}

resource "google_pubsub_subscription_iam_member" "pubsub_takes_out" {
  subscription = google_pubsub_subscription.push.name
  role         = "roles/pubsub.subscriber"
  member       = var.pubsub_account
}
