# What happens between functions. The names are also what the code calls them by default.

module "events" {
  source = "./modules/topic"

  name           = local.topics.EVENTS_TOPIC
  project_id     = var.project_id
  push_url       = module.dispatch.url
  pubsub_account = google_project_service_identity.pubsub.member
  kms_key        = var.kms_key

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

# What nobody waits for: whole installations, the schedule, sweeps. When the few requests at a time are taken, Pub/Sub is refused, and comes
# back later; so there are as many tries as there can be.
module "background_events" {
  source = "./modules/topic"

  name           = local.topics.BACKGROUND_TOPIC
  project_id     = var.project_id
  push_url       = module.background.url
  deliveries     = 100
  pubsub_account = google_project_service_identity.pubsub.member
  kms_key        = var.kms_key

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

module "results" {
  source = "./modules/topic"

  name           = local.topics.RESULTS_TOPIC
  project_id     = var.project_id
  push_url       = module.publish.url
  pubsub_account = google_project_service_identity.pubsub.member
  kms_key        = var.kms_key

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}
