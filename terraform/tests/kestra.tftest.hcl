# modules/kestra alone: what of it would hurt, if it were otherwise.

variables {
  name           = "devplus-kestra"
  project_id     = "acme-devplus"
  project_number = "123456789"
  region         = "europe-west1"
  image          = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra:v1"
  environment    = { MODEL_AUTH = "google" }
  secrets        = { KESTRA_PASSWORD = "projects/acme-devplus/secrets/devplus-kestra-password" }
  username       = "devplus@devplus.internal"
  restart        = ""
  min_instances  = 0
  max_instances  = 10
  cpu            = "2"
  memory         = "2Gi"
  invokers       = { dispatch = "serviceAccount:dispatch@acme-devplus.iam.gserviceaccount.com" }
  vertex_ai      = true

  database            = "postgres"
  database_tier       = "db-f1-micro"
  database_disk_limit = 50
  high_availability   = false
  deletion_protection = true
}

run "postgres" {
  command = plan

  module {
    source = "./modules/kestra"
  }

  assert {
    condition     = !google_sql_database_instance.this[0].settings[0].ip_configuration[0].ipv4_enabled && google_sql_database_instance.this[0].settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY"
    error_message = "The database must have no public address, and take no connection without TLS."
  }
  assert {
    condition     = google_sql_database_instance.this[0].settings[0].backup_configuration[0].enabled && google_sql_database_instance.this[0].deletion_protection
    error_message = "The database must have backups, and not be deleted by a slip."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY"
    error_message = "All traffic through the VPC would need a NAT for models and GitHub."
  }
  assert {
    condition     = length([for f in google_sql_database_instance.this[0].settings[0].database_flags : f if f.name == "max_connections"]) == 0
    error_message = "More connections than the machine's memory is made for end its database."
  }
  assert {
    condition     = google_sql_database_instance.this[0].settings[0].ip_configuration[0].psc_config != null && one(google_sql_database_instance.this[0].settings[0].ip_configuration[0].psc_config).psc_enabled && google_sql_database_instance.this[0].settings[0].disk_autoresize_limit == 50
    error_message = "The database has an endpoint and no peering, and a disk that does not grow for ever."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].containers[0].startup_probe[0].period_seconds * google_cloud_run_v2_service.this[0].template[0].containers[0].startup_probe[0].failure_threshold == 240
    error_message = "A new instance's connections through the VPC take a minute or more: the probe waits as long as Cloud Run lets it."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].iap_enabled == false
    error_message = "IAP takes the Authorization header for itself, which dispatch logs in to Kestra by. People come by `gcloud run services proxy`."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].traffic[0].type == "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" && google_cloud_run_v2_service.this[0].traffic[0].percent == 100
    error_message = "Traffic that was pinned by hand must be free again after an apply."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].containers[0].resources[0].cpu_idle == false && google_cloud_run_v2_service.this[0].template[0].containers[0].resources[0].startup_cpu_boost
    error_message = "An execution goes on after its request: without instance-based billing it would be frozen."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].timeout == "3600s" && google_cloud_run_v2_service.this[0].template[0].scaling[0].max_instance_count == 10 && google_cloud_run_v2_service.this[0].template[0].scaling[0].min_instance_count == 0
    error_message = "Kestra's limits are the design's."
  }
  assert {
    condition     = alltrue([for e in google_cloud_run_v2_service.this[0].template[0].containers[0].env : length(e.value_source) == 1 if e.name == "KESTRA_PASSWORD"])
    error_message = "Secrets come from Secret Manager, not through Terraform."
  }
  assert {
    condition     = toset([for i in google_cloud_run_v2_service_iam_member.invoker : i.member]) == toset(["serviceAccount:dispatch@acme-devplus.iam.gserviceaccount.com"])
    error_message = "Nobody but those named may call Kestra."
  }
}

run "embedded" {
  command = plan

  module {
    source = "./modules/kestra"
  }

  variables {
    database      = "embedded"
    min_instances = 3
    vertex_ai     = false
    restart       = "2026-11-24"
  }

  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].scaling[0].max_instance_count == 1 && google_cloud_run_v2_service.this[0].template[0].scaling[0].min_instance_count == 1
    error_message = "Two instances with a database each would know half of the executions."
  }
  assert {
    condition     = length(google_sql_database_instance.this) == 0 && length(google_compute_network.this) == 0 && length(google_cloud_run_v2_service.this[0].template[0].vpc_access) == 0
    error_message = "A trial pays for no database and no network."
  }
  assert {
    condition     = length(google_project_iam_member.vertex_ai) == 0
    error_message = "With another endpoint Kestra may not call Vertex AI."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].annotations["devplus/restart"] == "2026-11-24"
    error_message = "Another text must make another revision."
  }
}
