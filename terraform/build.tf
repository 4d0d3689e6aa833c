# Where sources and images are kept, and who builds functions.

resource "google_artifact_registry_repository" "images" {
  # checkov:skip=CKV_GCP_84: images are public code, a key of our own would guard nothing
  repository_id = var.name
  location      = var.region
  format        = "DOCKER"
  description   = "Kestra's image, and the images that Cloud Build makes of the functions."
  kms_key_name  = var.kms_key

  cleanup_policies {
    id     = "keep the last ten of each"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }
  cleanup_policies {
    id     = "delete the others after 30 days"
    action = "DELETE"
    condition {
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

resource "google_storage_bucket" "source" {
  # checkov:skip=CKV_GCP_62: sources are public code; audit logs say who changed the bucket
  # checkov:skip=CKV_GCP_78: names hold the content's hash, so no version follows another
  name                        = "${var.project_id}-${var.name}-source"
  location                    = var.region
  force_destroy               = true # everything in it can be made again from the repository
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # A function keeps the built image, not the archive. A year lets people look up what was deployed.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 365
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

resource "google_service_account" "build" {
  account_id   = "${var.name}-build"
  display_name = "DevPlus: builds functions"

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_iam_member" "build_reads_source" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

resource "google_artifact_registry_repository_iam_member" "build_writes_images" {
  repository = google_artifact_registry_repository.images.name
  location   = var.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

# Cloud Functions copies an archive into a bucket of its own and builds from there. The first deployment makes that bucket, so
# the grant is the project's, on the condition that it is this bucket.
resource "google_project_iam_member" "build_reads_copies" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.build.member

  condition {
    title      = "${var.name}-function-sources"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${data.google_project.this.number}-${var.region}\")"
  }
}

# Cloud Build's logs have no resource of their own to grant on.
resource "google_project_iam_member" "build_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.build.member
}
