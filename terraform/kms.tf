# A key of your own (kms_key): Google's agents encrypt and decrypt with it, so each has to be allowed to. Source:
# cloud.google.com/kms/docs/compatible-services; for functions cloud.google.com/functions/docs/securing/cmek.

data "google_storage_project_service_account" "this" {
  count = var.kms_key == null ? 0 : 1

  depends_on = [google_project_service.api]
}

resource "google_kms_crypto_key_iam_member" "agent" {
  for_each = var.kms_key == null ? {} : merge(
    { for service, identity in google_project_service_identity.agent : service => identity.member },
    {
      "pubsub.googleapis.com"  = google_project_service_identity.pubsub.member
      "storage.googleapis.com" = data.google_storage_project_service_account.this[0].member
    },
  )

  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value
}
