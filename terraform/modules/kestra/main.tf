# Kestra on Cloud Run. Instance-based billing because an execution goes on after the request that started it has its answer. Without
# kestra_min_instances an idle instance may be stopped at any time all the same: 15 minutes is the most, and no promise. Its state is in the
# database; another instance takes a running task up again. Source: cloud.google.com/run/docs/about-instance-autoscaling.

locals {
  postgres = var.database == "postgres"

  # Two instances on two databases of their own would each know half of the executions.
  max_instances = local.postgres ? var.max_instances : 1
  min_instances = min(var.min_instances, local.max_instances)

  environment = merge(
    var.environment,
    {
      GOOGLE_CLOUD_PROJECT = var.project_id
      GCS_BUCKET           = google_storage_bucket.files.name
      KESTRA_USERNAME      = var.username
      KESTRA_URL           = "https://${var.name}-${var.project_number}.${var.region}.run.app" # for links in its UI
    },
    local.postgres ? {
      DATABASE_URL      = "jdbc:postgresql://${google_compute_address.database[0].address}:5432/${google_sql_database.this[0].name}?sslmode=require"
      DATABASE_USERNAME = local.database_user
    } : {},
  )
}

resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = var.name
  display_name = "DevPlus: Kestra"
}

resource "google_cloud_run_v2_service" "this" {
  count = var.image == "" ? 0 : 1

  name                = var.name
  location            = var.region
  description         = "Runs DevPlus's workflows."
  ingress             = "INGRESS_TRAFFIC_ALL" # behind IAM: functions outside of a VPC are not internal
  deletion_protection = false                 # what it knows is in the database
  iap_enabled         = false                 # IAP takes the Authorization header for itself, which dispatch logs in by

  template {
    service_account                  = google_service_account.this.email
    encryption_key                   = var.kms_key
    timeout                          = "3600s"
    max_instance_request_concurrency = 80
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    annotations                      = var.restart == "" ? {} : { "devplus/restart" = var.restart }

    scaling {
      min_instance_count = local.min_instances
      max_instance_count = local.max_instances
    }

    dynamic "vpc_access" {
      for_each = local.postgres ? [true] : []
      content {
        egress = "PRIVATE_RANGES_ONLY" # the database; models and the callback are on the internet
        network_interfaces {
          network    = local.network
          subnetwork = local.subnetwork
        }
      }
    }

    containers {
      image = var.image

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = var.cpu, memory = var.memory }
        cpu_idle          = false
        startup_cpu_boost = true
      }

      # Kestra's management port, which Cloud Run's front end does not serve.
      startup_probe {
        period_seconds    = 3
        timeout_seconds   = 3
        failure_threshold = 80 # 240 s, the most there is: connections through a VPC take a minute or more to work at a start
        http_get {
          path = "/health"
          port = 8081
        }
      }
      # Alive, not ready: killing it for a database that is away would lose what it is doing.
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 4
        http_get {
          path = "/health/liveness"
          port = 8081
        }
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = var.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value
              version = "latest" # as of an instance's start
            }
          }
        }
      }
    }
  }

  # `gcloud run services update-traffic` pins traffic to a revision, and newer ones get none; the next apply ends that.
  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [
    google_secret_manager_secret_iam_member.reads,
    google_storage_bucket_iam_member.files,
    google_compute_forwarding_rule.database,
  ]
}

resource "google_storage_bucket" "files" {
  # checkov:skip=CKV_GCP_62: one identity reads and writes here, and everything is gone after a month
  # checkov:skip=CKV_GCP_78: files of an execution are written once
  name                        = "${var.project_id}-${var.name}"
  location                    = var.region
  force_destroy               = true # inputs and outputs of executions; what matters is in Firestore
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 30
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }
}
