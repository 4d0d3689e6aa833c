# The other ways to deploy it.

variables {
  project_id    = "acme-devplus"
  region        = "europe-west1"
  github_app_id = "123456"
  kestra_image  = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra:v1"
}

run "measured_only" {
  command = plan

  variables {
    database = "none"
  }

  assert {
    condition     = length(module.kestra) == 0 && toset(keys(google_secret_manager_secret.this)) == toset(["GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"])
    error_message = "No Kestra: nothing of it, and no secret that nobody reads."
  }
  assert {
    condition     = length(setintersection(keys(google_project_service.api), ["sqladmin.googleapis.com", "aiplatform.googleapis.com", "compute.googleapis.com"])) == 0
    error_message = "No API is enabled that nothing uses."
  }
}

run "trial_with_a_key" {
  command = plan

  variables {
    database                 = "embedded"
    model_auth               = "bearer"
    model_base_url           = "https://models.example.com/v1"
    name                     = "trial"
    weekly_analysis_schedule = ""
    deletion_protection      = false
    point_in_time_recovery   = false
  }

  assert {
    condition     = contains(keys(google_secret_manager_secret.this), "MODEL_API_KEY") && !contains(keys(google_secret_manager_secret.this), "DATABASE_PASSWORD")
    error_message = "A key needs its secret; an embedded database has no password."
  }
  assert {
    condition     = !contains(keys(google_project_service.api), "aiplatform.googleapis.com") && local.model_base_url == "https://models.example.com/v1"
    error_message = "With another endpoint nothing goes to Vertex AI."
  }
  assert {
    condition     = length(google_cloud_scheduler_job.weekly_analysis) == 0
    error_message = "An empty schedule means no job."
  }
  assert {
    condition     = google_firestore_database.this.name == "trial" && google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_DISABLED" && google_artifact_registry_repository.images.repository_id == "trial"
    error_message = "A second deployment in a project has names of its own, and can be taken down."
  }
}

run "a_model_that_stays_in_its_region" {
  command = plan

  variables {
    model_location  = "europe-west4"
    billing_account = "012345-6789AB-CDEF01"
    alert_emails    = ["platform@example.com"]
  }

  assert {
    condition     = local.model_base_url == "https://europe-west4-aiplatform.googleapis.com/v1/projects/acme-devplus/locations/europe-west4/endpoints/openapi"
    error_message = "Where data must stay in a region, the model's host must be that region's."
  }
  assert {
    condition     = contains(keys(google_project_service.api), "billingbudgets.googleapis.com")
    error_message = "A budget needs its API."
  }
}
