# The database, with the indexes and TTL policies of the collections that shared/store declares.

resource "google_firestore_database" "this" {
  name                              = var.name
  location_id                       = var.region
  type                              = "FIRESTORE_NATIVE"
  point_in_time_recovery_enablement = var.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = "DELETE" # the default forgets the database and leaves it behind

  dynamic "cmek_config" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      kms_key_name = cmek_config.value
    }
  }

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

# Beside the seven days of point-in-time recovery, for what is noticed later: playbooks/restore.md. Storage is paid by the GiB.
resource "google_firestore_backup_schedule" "daily" {
  count = var.backup_retention_days == 0 ? 0 : 1

  database  = google_firestore_database.this.name
  retention = "${var.backup_retention_days * 86400}s"

  daily_recurrence {}
}

locals {
  # What shared/store declares with the field expire_at.
  expiring = ["analyses", "latest", "parked", "yardsticks", "acceptance", "next_releases", "sweeps", "contexts", "waiting", "lines", "budgets", "limits", "configurations", "commands"]

  # Written but never queried: bytes, lists, maps and long texts. Each indexed field costs storage, and a part of every write.
  unindexed = {
    analyses       = ["facts", "risk", "evidence", "digests", "coverage", "settings", "scale", "result", "event", "history", "deliveries", "times", "failure", "thrift", "url"]
    latest         = ["ledger", "pushers"]
    commands       = ["done"]
    parked         = ["event", "reason"]
    configurations = ["content"]
    redeliveries   = ["pending"]
    yardsticks     = ["entries", "releases"]
    acceptance     = ["counts"]
    next_releases  = ["state", "changes"]
    contexts       = ["packed"]
    slots          = ["taken"]
    budgets        = ["spent", "outsiders"]
  }

  # The keys of analyses stay as they are: with a new key, Terraform would destroy the field's setting after creating it.
  unindexed_fields = merge([for collection, fields in local.unindexed : {
    for field in fields : collection == "analyses" ? field : "${collection}/${field}" => { collection = collection, field = field }
  }]...)
}

# Firestore deletes a document within a day after the time in this field, at the price of a delete.
resource "google_firestore_field" "expire_at" {
  for_each = toset(local.expiring)

  database   = google_firestore_database.this.name
  collection = each.value
  field      = "expire_at"

  ttl_config {}
  index_config {} # none: an index on a time that only grows is a hot spot, and nothing queries it
}

resource "google_firestore_field" "unindexed" {
  for_each = local.unindexed_fields

  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field

  index_config {}
}

# No composite index: the one query (due_at, by due_at) is served by that field's own. A query that needs one comes with a
# google_firestore_index here.
