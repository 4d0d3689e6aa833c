# What an apply with nothing but the required variables would make.

variables {
  project_id    = "acme-devplus"
  region        = "europe-west1"
  github_app_id = "123456"
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
    condition     = toset(keys(google_firestore_field.expire_at)) == toset(["analyses", "latest"]) && alltrue([for f in google_firestore_field.expire_at : f.field == "expire_at" && length(f.ttl_config) == 1])
    error_message = "Without a TTL policy documents are kept, and paid for, for ever."
  }
  assert {
    condition     = google_storage_bucket.source.public_access_prevention == "enforced" && google_storage_bucket.source.uniform_bucket_level_access
    error_message = "The source bucket must be private."
  }
  assert {
    condition     = toset(keys(google_secret_manager_secret.this)) == toset(["GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY", "KESTRA_PASSWORD", "KESTRA_ENCRYPTION_SECRET_KEY", "DATABASE_PASSWORD"])
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
    condition     = length(module.kestra) == 1 && output.kestra_url == null
    error_message = "Without an image everything but Kestra's service is made."
  }
  assert {
    condition     = local.model_base_url == "https://aiplatform.googleapis.com/v1/projects/acme-devplus/locations/global/endpoints/openapi"
    error_message = "Vertex AI's global location has a host name of its own."
  }
}
