# Where the organization forbids allUsers, a function that everybody may call has its IAM check switched off. Cloud Functions has no such
# setting (terraform-provider-google#23360), and redeploys what is set on the service below it. So the function builds the image, and a service
# of Terraform's own runs it. Source: cloud.google.com/run/docs/authenticating/public#disable_invoker.

# Read after the function, so that a new source is a new image here in the same apply.
data "google_cloud_run_v2_service" "built" {
  count = var.invoker_check ? 0 : 1

  name     = google_cloudfunctions2_function.this.name
  location = var.deployment.region

  depends_on = [google_cloudfunctions2_function.this]
}

resource "google_cloud_run_v2_service" "open" {
  count = var.invoker_check ? 0 : 1

  # checkov:skip=CKV_GCP_102: it verifies signatures
  name                 = "${var.deployment.prefix}-${var.name}-open"
  location             = var.deployment.region
  description          = var.description
  ingress              = "INGRESS_TRAFFIC_ALL"
  invoker_iam_disabled = true
  deletion_protection  = false

  template {
    service_account                  = google_service_account.this.email
    timeout                          = "${var.timeout}s"
    max_instance_request_concurrency = var.concurrency
    encryption_key                   = var.deployment.kms_key

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    containers {
      image = data.google_cloud_run_v2_service.built[0].template[0].containers[0].image

      resources {
        limits   = { cpu = "1", memory = var.memory }
        cpu_idle = true
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }
}
