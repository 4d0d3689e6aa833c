# The APIs that the deployment uses. They stay enabled on destroy: others in the project may use them.

locals {
  apis = setunion(
    [
      "artifactregistry.googleapis.com",
      "cloudbuild.googleapis.com",
      "cloudfunctions.googleapis.com",
      "cloudscheduler.googleapis.com",
      "firestore.googleapis.com",
      "iam.googleapis.com",
      "logging.googleapis.com",
      "monitoring.googleapis.com",
      "pubsub.googleapis.com",
      "run.googleapis.com",
      "secretmanager.googleapis.com",
      "storage.googleapis.com",
    ],
    local.kestra ? ["containeranalysis.googleapis.com"] : [], # provenance, which cloudbuild.yaml insists on
    local.postgres ? ["compute.googleapis.com", "sqladmin.googleapis.com"] : [],
    var.trace_sample_rate == 0 ? [] : ["cloudtrace.googleapis.com", "telemetry.googleapis.com"],
    var.kms_key == null ? [] : ["cloudkms.googleapis.com"],
    local.vertex_ai ? ["aiplatform.googleapis.com"] : [],
    var.billing_account != "" ? ["billingbudgets.googleapis.com"] : [],
  )
}

resource "google_project_service" "api" {
  for_each = local.apis

  service            = each.value
  disable_on_destroy = false
}

# Read when planning: a wrong project shows before anything is made.
data "google_project" "this" {
  project_id = var.project_id

  lifecycle {
    postcondition {
      condition     = self.number != ""
      error_message = "Google Cloud shows no project of this project_id to this account: `gcloud projects describe` tells which of the two is wrong."
    }
  }
}

# Google's own identities. An empty project has none before somebody asks for them: a grant to an account that does not exist fails, and so
# does the first function, which Cloud Functions, Cloud Build and Cloud Run make together.
resource "google_project_service_identity" "pubsub" {
  provider = google-beta
  service  = "pubsub.googleapis.com"

  depends_on = [google_project_service.api]
}

resource "google_project_service_identity" "scheduler" {
  provider = google-beta
  service  = "cloudscheduler.googleapis.com"

  depends_on = [google_project_service.api]
}

resource "google_project_service_identity" "agent" {
  for_each = setunion(
    ["artifactregistry.googleapis.com", "cloudbuild.googleapis.com", "cloudfunctions.googleapis.com", "run.googleapis.com"],
    var.kms_key == null ? [] : ["firestore.googleapis.com", "secretmanager.googleapis.com"],
    var.kms_key != null && local.postgres ? ["sqladmin.googleapis.com"] : [],
  )

  provider = google-beta
  service  = each.value

  depends_on = [google_project_service.api]
}
