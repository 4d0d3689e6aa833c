# What is deployed: how much of it, at what cost. Each profile holds what the one before does.

locals {
  kestra   = var.profile != "minimal"
  postgres = var.profile == "postgres"

  # Cloud SQL's default for max_connections goes by the machine's memory. Source:
  # cloud.google.com/sql/docs/postgres/flags, "max_connections".
  database_memory = try(tonumber(regex("^db-custom-[0-9]+-([0-9]+)$", var.database_tier)[0]), var.database_tier == "db-g1-small" ? 1700 : 600)
  database_connections = (
    local.database_memory < 1000 ? 25 :
    local.database_memory < 3750 ? 50 :
    local.database_memory < 6000 ? 100 :
    local.database_memory < 7500 ? 200 :
    400
  )

  # An instance takes up to 10 connections (kestra-image/database-postgres.yaml), twice while a new revision replaces an old one; five are
  # for administration.
  most_kestra_instances = local.postgres ? min(20, floor((local.database_connections - 5) / 20)) : 1
  kestra_max_instances  = local.postgres ? coalesce(var.kestra_max_instances, local.most_kestra_instances) : 1
}

check "an_image_is_used" {
  assert {
    condition     = local.kestra || var.kestra_image == ""
    error_message = "profile = \"minimal\" has no Kestra: kestra_image does nothing, and nothing is reviewed."
  }
}
