# Secrets without values: `gcloud secrets versions add` adds them, so that none passes through Terraform or its state. All enabled
# versions are valid, the newest first: to rotate a secret, add a version and later disable the old one.

locals {
  # By environment variable.
  secrets = merge(
    {
      GITHUB_WEBHOOK_SECRET  = "the key with which GitHub signs webhooks"
      GITHUB_APP_PRIVATE_KEY = "the GitHub App's private key, PEM"
      CALLBACK_KEY           = "the key that signs callback tokens"
    },
    local.kestra ? {
      KESTRA_PASSWORD              = "the password of Kestra's basic authentication"
      KESTRA_ENCRYPTION_SECRET_KEY = "the key that encrypts secret inputs of executions, 32 bytes in base64"
    } : {},
    local.postgres ? { DATABASE_PASSWORD = "the password of Kestra's database user" } : {},
    local.kestra && var.model_auth == "bearer" ? { MODEL_API_KEY = "the model endpoint's key" } : {},
  )
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secrets

  secret_id   = "${var.name}-${replace(lower(each.key), "_", "-")}"
  annotations = { what = each.value }

  replication {
    user_managed {
      replicas {
        location = var.region # as everything else: the location of data is often regulated

        dynamic "customer_managed_encryption" {
          for_each = var.kms_key == null ? [] : [var.kms_key]
          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }
  }

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}
