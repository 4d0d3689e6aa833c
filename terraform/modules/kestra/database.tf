# Postgres for Kestra's queue and state: by a private address, because its driver has no Unix sockets, and by TLS.

locals {
  database_user = "kestra" # made by hand, with the password that is in Secret Manager
}

resource "google_sql_database_instance" "this" {
  count = local.postgres ? 1 : 0

  # checkov:skip=CKV_GCP_6: ENCRYPTED_ONLY demands TLS; a client certificate would be one more secret to rotate, on a private network
  # checkov:skip=CKV_GCP_79: Kestra 1.3 is older than Postgres 18
  # checkov:skip=CKV_GCP_108: there is one client, and it has no host name
  # checkov:skip=CKV_GCP_109: a queue polls many times a second: errors are logged by default
  # checkov:skip=CKV_GCP_110: one program is the only user
  # checkov:skip=CKV_GCP_111: statements hold what a pull request says
  # checkov:skip=CKV2_GCP_13: a queue polls many times a second

  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_17"
  deletion_protection = var.deletion_protection
  encryption_key_name = var.kms_key

  settings {
    edition                     = "ENTERPRISE" # the default has no small machines
    tier                        = var.database_tier
    availability_type           = var.high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = 10
    disk_autoresize             = true
    disk_autoresize_limit       = var.database_disk_limit # a disk never shrinks
    deletion_protection_enabled = var.deletion_protection

    ip_configuration {
      ipv4_enabled = false
      ssl_mode     = "ENCRYPTED_ONLY"

      psc_config {
        psc_enabled               = true
        allowed_consumer_projects = [var.project_id]
      }
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "02:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 3
      backup_retention_settings {
        retained_backups = 7
      }
    }

    maintenance_window {
      day          = 7
      hour         = 3
      update_track = "stable"
    }

    # No max_connections: Cloud SQL's default follows the machine's memory, and kestra_max_instances that.
    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }
    database_flags {
      name  = "log_connections"
      value = "on"
    }
    database_flags {
      name  = "log_disconnections"
      value = "on"
    }
    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }
  }
}

resource "google_sql_database" "this" {
  count = local.postgres ? 1 : 0

  name     = "kestra"
  instance = google_sql_database_instance.this[0].name
}
