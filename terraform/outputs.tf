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
  value       = local.image_repository
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
  image_repository = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"

  secret_names = { for variable, secret in google_secret_manager_secret.this : variable => secret.secret_id }
  add_version  = "gcloud secrets versions add --project=${var.project_id}"

  next_steps = join("\n", concat(
    [
      "# Secrets' values; leave out those that have one. A function without its own refuses politely and asks again every few seconds.",
      "openssl rand -hex 32 | ${local.add_version} ${local.secret_names.GITHUB_WEBHOOK_SECRET} --data-file=-",
      "openssl rand -hex 32 | ${local.add_version} ${local.secret_names.CALLBACK_KEY} --data-file=-",
      "${local.add_version} ${local.secret_names.GITHUB_APP_PRIVATE_KEY} --data-file=PATH_TO_THE_APPS_PRIVATE_KEY.pem",
    ],
    !local.kestra ? [] : [
      "printf 'K1%s' \"$(openssl rand -hex 24)\" | ${local.add_version} ${local.secret_names.KESTRA_PASSWORD} --data-file=-",
      "openssl rand -base64 32 | tr -d '\\n' | ${local.add_version} ${local.secret_names.KESTRA_ENCRYPTION_SECRET_KEY} --data-file=-",
    ],
    local.kestra && var.model_auth == "bearer" ? [
      "${local.add_version} ${local.secret_names.MODEL_API_KEY} --data-file=PATH_TO_THE_KEY",
    ] : [],
    local.postgres ? [
      "openssl rand -hex 24 | tr -d '\\n' | ${local.add_version} ${local.secret_names.DATABASE_PASSWORD} --data-file=-",
      "gcloud sql users create ${module.kestra[0].database_user} --project=${var.project_id} --instance=${module.kestra[0].database_instance} --password=\"$(gcloud secrets versions access latest --project=${var.project_id} --secret=${local.secret_names.DATABASE_PASSWORD})\"",
    ] : [],
    [
      "",
      "# The GitHub App's settings: \"Webhook URL\" and \"Webhook secret\".",
      "echo ${module.webhook.url}/webhook",
      "gcloud secrets versions access latest --project=${var.project_id} --secret=${local.secret_names.GITHUB_WEBHOOK_SECRET}",
    ],
    !local.kestra ? [] : [
      "",
      "# Kestra's image, now and when flows have changed. The build's log is in Cloud Console alone. The last line is for terraform.tfvars, in the place of",
      "# an older kestra_image; then apply again.",
      "TAG=$(git rev-parse --short HEAD)-$(date +%H%M%S)",
      "gcloud builds submit .. --config=../cloudbuild.yaml --project=${var.project_id} --region=${var.region} --gcs-source-staging-dir=gs://${google_storage_bucket.source.name}/cloudbuild --substitutions=_VERSION=$TAG,_REPOSITORY=${google_artifact_registry_repository.images.repository_id},_ACCOUNT=${google_service_account.build.account_id},_SKIP_TESTS=true",
      "DIGEST=$(gcloud artifacts docker images describe ${local.image_repository}/kestra:$TAG --format='value(image_summary.digest)')",
      "echo \"kestra_image = \\\"${local.image_repository}/kestra@$DIGEST\\\"\"",
    ],
    [
      "",
      "# Does it work?",
      "curl -s ${module.webhook.url}/health",
    ],
  ))
}
