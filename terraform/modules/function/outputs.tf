output "name" {
  description = "The function's name, which is its Cloud Run service's too."
  value       = google_cloudfunctions2_function.this.name
}

output "url" {
  description = "Its base URL, which is the audience of its callers' tokens."
  value       = google_cloudfunctions2_function.this.service_config[0].uri
}

output "identity" {
  description = "Its service account as an IAM member."
  value       = google_service_account.this.member
}
