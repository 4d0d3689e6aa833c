output "webhook_url" {
  description = "Paste this into the GitHub App's \"Webhook URL\"."
  value       = "${module.webhook.url}/webhook"
}

output "report_url" {
  description = "Where reports are, for those in report_readers."
  value       = module.report.url
}

output "kestra_url" {
  description = "Kestra, for those in kestra_users; null while it has no image."
  value       = one(module.kestra[*].url)
}

output "image_repository" {
  description = "Where Kestra's image is pushed to."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
}

output "dashboard" {
  description = "Is it working, how late, how much, how costly?"
  value       = module.monitoring.dashboard_url
}

output "next_steps" {
  description = "What is left to do by hand, in order: `terraform output -raw next_steps`."
  value       = local.next_steps
}

locals {
  secret_names = { for variable, secret in google_secret_manager_secret.this : variable => secret.secret_id }
  add_version  = "gcloud secrets versions add --project=${var.project_id}"

  next_steps = join("\n", concat(
    [
      "# Secrets' values. A function without its own refuses politely and asks again every few seconds.",
      "openssl rand -hex 32 | ${local.add_version} ${local.secret_names.GITHUB_WEBHOOK_SECRET} --data-file=-",
      "openssl rand -hex 32 | ${local.add_version} ${local.secret_names.CALLBACK_KEY} --data-file=-",
      "${local.add_version} ${local.secret_names.GITHUB_APP_PRIVATE_KEY} --data-file=PATH_TO_THE_APPS_PRIVATE_KEY.pem",
    ],
    var.database == "none" ? [] : [
      "printf 'K1%s' \"$(openssl rand -hex 24)\" | ${local.add_version} ${local.secret_names.KESTRA_PASSWORD} --data-file=-",
      "openssl rand -base64 32 | tr -d '\\n' | ${local.add_version} ${local.secret_names.KESTRA_ENCRYPTION_SECRET_KEY} --data-file=-",
    ],
    var.database != "none" && var.model_auth == "bearer" ? [
      "${local.add_version} ${local.secret_names.MODEL_API_KEY} --data-file=PATH_TO_THE_KEY",
    ] : [],
    var.database == "postgres" ? [
      "openssl rand -hex 24 | tr -d '\\n' | ${local.add_version} ${local.secret_names.DATABASE_PASSWORD} --data-file=-",
      "gcloud sql users create ${module.kestra[0].database_user} --project=${var.project_id} --instance=${module.kestra[0].database_instance} --password=\"$(gcloud secrets versions access latest --project=${var.project_id} --secret=${local.secret_names.DATABASE_PASSWORD})\"",
    ] : [],
    [
      "",
      "# The GitHub App's settings: \"Webhook URL\" and \"Webhook secret\".",
      "echo ${module.webhook.url}/webhook",
      "gcloud secrets versions access latest --project=${var.project_id} --secret=${local.secret_names.GITHUB_WEBHOOK_SECRET}",
    ],
    var.webhook_public ? [] : [
      "",
      "# webhook_public = false: nobody may call the webhook yet. This opens it without a grant to allUsers.",
      "gcloud run services update ${module.webhook.name} --project=${var.project_id} --region=${var.region} --no-invoker-iam-check",
    ],
    var.database == "none" ? [] : [
      "",
      "# Kestra's image, now and when flows have changed; then apply again with kestra_image as this prints it.",
      "gcloud builds submit .. --config=../cloudbuild.yaml --project=${var.project_id} --region=${var.region} --gcs-source-staging-dir=gs://${google_storage_bucket.source.name}/cloudbuild --substitutions=_REPOSITORY=${google_artifact_registry_repository.images.repository_id},_ACCOUNT=${google_service_account.build.account_id},_SKIP_TESTS=true",
    ],
    [
      "",
      "# Does it work?",
      "curl -s ${module.webhook.url}/health",
    ],
  ))
}
