# The workflow engine, and what functions need to know of it.

locals {
  vertex_ai = local.kestra && var.model_auth == "google" && var.model_base_url == ""

  vertex_ai_host = var.model_location == "global" ? "aiplatform.googleapis.com" : "${var.model_location}-aiplatform.googleapis.com"
  model_base_url = var.model_base_url != "" ? var.model_base_url : "https://${local.vertex_ai_host}/v1/projects/${var.project_id}/locations/${var.model_location}/endpoints/openapi"

  kestra_deployed = local.kestra && var.kestra_image != ""

  kestra_server = local.kestra_deployed ? {
    KESTRA_URL      = module.kestra[0].url
    KESTRA_USERNAME = var.kestra_username
    KESTRA_AUTH     = "google"
  } : {}
  kestra_retention_days = tostring(min(var.kestra_retention_days, var.retention_days))

  kestra_password = local.kestra_deployed ? { KESTRA_PASSWORD = local.secret_ids.KESTRA_PASSWORD } : {}

  # For who starts flows.
  kestra_flows = local.kestra_deployed ? merge({
    KESTRA_MAX_RUNNING    = tostring(var.kestra_max_running)
    KESTRA_RETENTION_DAYS = local.kestra_retention_days
    CALLBACK_URL          = module.callback.url
  }, var.model_context_tokens == null ? {} : { MODEL_CONTEXT_TOKENS = tostring(var.model_context_tokens) }) : {}
}

module "kestra" {
  source = "./modules/kestra"
  count  = local.kestra ? 1 : 0

  name           = "${var.name}-kestra"
  project_id     = var.project_id
  project_number = data.google_project.this.number
  region         = var.region
  image          = var.kestra_image
  min_instances  = var.kestra_min_instances
  max_instances  = local.kestra_max_instances
  cpu            = var.kestra_cpu
  memory         = var.kestra_memory
  restart        = var.kestra_restart
  username       = var.kestra_username
  secrets        = { for variable, id in local.secret_ids : variable => id if contains(local.kestra_secrets, variable) }
  vertex_ai      = local.vertex_ai

  environment = merge(
    {
      MODEL_BASE_URL         = local.model_base_url
      MODEL_NAME             = var.model_name
      MODEL_AUTH             = var.model_auth
      MODEL_MAX_TOKENS       = tostring(var.model_max_tokens)
      MODEL_MAX_TOKENS_FIELD = var.model_max_tokens_field
      CALLBACK_AUTH          = "google"
      KESTRA_RETENTION_DAYS  = local.kestra_retention_days
    },
    var.model_name_quick == "" ? {} : { MODEL_NAME_QUICK = var.model_name_quick },
    var.model_name_deep == "" ? {} : { MODEL_NAME_DEEP = var.model_name_deep },
    var.model_name_fallback == "" ? {} : { MODEL_NAME_FALLBACK = var.model_name_fallback },
    var.model_temperature == null ? {} : { MODEL_TEMPERATURE = tostring(var.model_temperature) },
  )

  invokers = merge(
    { dispatch = module.dispatch.identity, background = module.background.identity, reconcile = module.reconcile.identity },
    { for member in var.kestra_users : member => member },
  )

  database            = var.profile
  database_tier       = var.database_tier
  database_disk_limit = var.database_disk_limit
  network             = var.kestra_network
  kms_key             = var.kms_key
  high_availability   = var.database_high_availability
  deletion_protection = var.deletion_protection

  depends_on = [google_project_service.api, google_kms_crypto_key_iam_member.agent]
}

locals {
  kestra_secrets = ["KESTRA_PASSWORD", "KESTRA_ENCRYPTION_SECRET_KEY", "DATABASE_PASSWORD", "MODEL_API_KEY"]
}
