output "url" {
  description = "Its base URL, which is the audience of its callers' tokens; null while there is no image."
  value       = one(google_cloud_run_v2_service.this[*].uri)
}

output "identity" {
  description = "Its service account as an IAM member."
  value       = google_service_account.this.member
}

output "service" {
  description = "The Cloud Run service's name, whether or not it is there."
  value       = var.name
}

output "database_instance" {
  description = "Cloud SQL's instance; null when the database is embedded."
  value       = one(google_sql_database_instance.this[*].name)
}

output "database_user" {
  description = "The database user, which is made by hand."
  value       = local.database_user
}

output "bucket" {
  description = "The bucket for the files of executions."
  value       = google_storage_bucket.files.name
}
