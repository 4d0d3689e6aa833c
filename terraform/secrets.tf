# Secrets without values: `gcloud secrets versions add` gives them theirs, so none passes through Terraform or its state. All
# enabled versions count, the newest first, which is how they are rotated.

locals {
  # By the environment variable that a program knows it by.
  secrets = merge(
    {
      GITHUB_WEBHOOK_SECRET  = "what GitHub signs webhooks with"
      GITHUB_APP_PRIVATE_KEY = "the GitHub App's private key, PEM"
      CALLBACK_KEY           = "what workflows' tokens are made with"
    },
    local.kestra ? {
      KESTRA_PASSWORD              = "of Kestra's basic authentication"
      KESTRA_ENCRYPTION_SECRET_KEY = "what Kestra encrypts secret inputs with, 32 bytes in base64"
    } : {},
    local.postgres ? { DATABASE_PASSWORD = "of Kestra's database user" } : {},
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
        location = var.region # where everything else is: where data may be is often a rule

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
