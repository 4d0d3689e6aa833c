output "name" {
  description = "The function's name, which is its Cloud Run service's too."
  value       = var.invoker_check ? google_cloudfunctions2_function.this.name : google_cloud_run_v2_service.open[0].name
}

output "url" {
  description = "Its base URL, which is the audience of its callers' tokens."
  value       = var.invoker_check ? google_cloudfunctions2_function.this.service_config[0].uri : google_cloud_run_v2_service.open[0].uri
}

output "identity" {
  description = "Its service account as an IAM member."
  value       = google_service_account.this.member
}
