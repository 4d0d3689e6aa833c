# The way from Cloud Run to the database: a network of its own, or yours, and one Private Service Connect endpoint in it. Private services
# access would be a peering that Google's side holds for days after the database is gone: terraform-provider-google#18834, #19908.

locals {
  # Whether this module makes the network.
  own_network = local.postgres && var.network == null

  network    = local.own_network ? google_compute_network.this[0].id : try(var.network.network, "")
  subnetwork = local.own_network ? google_compute_subnetwork.this[0].id : try(var.network.subnetwork, "")
}

resource "google_compute_network" "this" {
  count = local.own_network ? 1 : 0

  # checkov:skip=CKV2_GCP_18: no machine is in it that a rule could guard; what is not allowed in is refused

  name                    = var.name
  auto_create_subnetworks = false
}

# Cloud Run takes up to twice as many addresses as there are instances, while a new revision replaces an old one, and the endpoint one.
# It holds them for one to two hours after the service is gone, so that `terraform destroy` ends here; by then only this and the network are
# left, which cost nothing. Sources: cloud.google.com/run/docs/configuring/vpc-direct-vpc#delete-subnet; cloud-foundation-fabric#2867.
resource "google_compute_subnetwork" "this" {
  count = local.own_network ? 1 : 0

  # checkov:skip=CKV_GCP_26: the one thing to be seen is Kestra's connection to its database, which Cloud SQL logs

  name                     = var.name
  region                   = var.region
  network                  = google_compute_network.this[0].id
  ip_cidr_range            = "10.64.0.0/26"
  private_ip_google_access = true
}

resource "google_compute_address" "database" {
  count = local.postgres ? 1 : 0

  name         = "${var.name}-database"
  region       = var.region
  address_type = "INTERNAL"
  subnetwork   = local.subnetwork
}

# Source: cloud.google.com/sql/docs/postgres/configure-private-service-connect.
resource "google_compute_forwarding_rule" "database" {
  count = local.postgres ? 1 : 0

  name                  = "${var.name}-database"
  region                = var.region
  network               = local.network
  ip_address            = google_compute_address.database[0].id
  load_balancing_scheme = ""
  target                = google_sql_database_instance.this[0].psc_service_attachment_link
}
