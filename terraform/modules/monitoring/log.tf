# DevPlus's log in a bucket of its own, for a retention of its own. The project's bucket keeps its copy for its own 30 days. A sink to a bucket
# of the same project needs no grant. Source: cloud.google.com/logging/docs/export/configure_export_v2#dest-auth.

resource "google_logging_project_bucket_config" "this" {
  count = var.log_retention_days == null ? 0 : 1

  project        = var.project_id
  location       = var.region
  bucket_id      = var.name
  retention_days = var.log_retention_days
}

resource "google_logging_project_sink" "this" {
  count = var.log_retention_days == null ? 0 : 1

  name                   = var.name
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.this[0].id}"
  filter                 = local.functions
  unique_writer_identity = true
}
