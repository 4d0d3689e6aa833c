# Postgres for Kestra's queue and state: by a private address, because its driver has no Unix sockets, and by TLS.

locals {
  database_user = "kestra" # made by hand, with the password that is in Secret Manager

  # Each instance's pool takes up to 10 (kestra-image/application.yaml), and administration needs a few.
  connections = 10 * local.max_instances + 10
}

resource "google_compute_network" "this" {
  count = local.postgres ? 1 : 0

  # checkov:skip=CKV2_GCP_18: no machine is in it that a rule could guard; what is not allowed in is refused

  name                    = var.name
  auto_create_subnetworks = false
}

# Cloud Run takes up to twice as many addresses as there are instances, while a new revision replaces an old one.
resource "google_compute_subnetwork" "this" {
  count = local.postgres ? 1 : 0

  # checkov:skip=CKV_GCP_26: the one thing to be seen is Kestra's connection to its database, which Cloud SQL logs

  name                     = var.name
  region                   = var.region
  network                  = google_compute_network.this[0].id
  ip_cidr_range            = "10.64.0.0/26"
  private_ip_google_access = true
}

resource "google_compute_global_address" "services" {
  count = local.postgres ? 1 : 0

  name          = "${var.name}-services"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  network       = google_compute_network.this[0].id
  prefix_length = 20
}

resource "google_service_networking_connection" "this" {
  count = local.postgres ? 1 : 0

  network                 = google_compute_network.this[0].id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services[0].name]
  deletion_policy         = "ABANDON" # it can't be deleted for hours after the database, costs nothing, and goes with the network
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

  settings {
    edition                     = "ENTERPRISE" # the default has no small machines
    tier                        = var.database_tier
    availability_type           = var.high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = 10
    disk_autoresize             = true
    deletion_protection_enabled = var.deletion_protection

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.this[0].id
      ssl_mode        = "ENCRYPTED_ONLY"
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

    database_flags {
      name  = "max_connections"
      value = tostring(local.connections)
    }
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

  depends_on = [google_service_networking_connection.this]
}

resource "google_sql_database" "this" {
  count = local.postgres ? 1 : 0

  name     = "kestra"
  instance = google_sql_database_instance.this[0].name
}
