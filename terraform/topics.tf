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

module "results" {
  source = "./modules/topic"

  name           = local.topics.RESULTS_TOPIC
  project_id     = var.project_id
  push_url       = module.publish.url
  pubsub_account = google_project_service_identity.pubsub.member
  kms_key        = var.kms_key

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}
