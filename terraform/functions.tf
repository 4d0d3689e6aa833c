# The functions, one block each, named as their folder under functions/. Who calls whom is said here and nowhere else:
# ingress "all" is on the internet behind IAM (Cloud Run calling Cloud Run is not internal without a VPC), ingress "internal"
# lets in Pub/Sub and Cloud Scheduler of this project only.

locals {
  # What all functions share.
  deployment = {
    prefix            = var.name
    project_id        = google_project_service.api["iam.googleapis.com"].project # so that accounts wait for the API
    region            = var.region
    repository        = "${path.root}/.."
    build_directory   = "${path.root}/.build"
    source_bucket     = google_storage_bucket.source.name
    source_version    = var.source_version
    build_account     = google_service_account.build.id
    images            = google_artifact_registry_repository.images.id
    kms_key           = var.kms_key
    trace_sample_rate = var.trace_sample_rate
    database          = google_firestore_database.this.name
    build_grants = concat([
      google_artifact_registry_repository_iam_member.build_writes_images.id,
      google_project_iam_member.build_logs.id,
      google_project_iam_member.build_reads_copies.id,
    ], [for identity in google_project_service_identity.agent : identity.id])
  }

  secret_ids = { for variable, secret in google_secret_manager_secret.this : variable => secret.id }
  topics     = { EVENTS_TOPIC = "${var.name}-events", BACKGROUND_TOPIC = "${var.name}-background", RESULTS_TOPIC = "${var.name}-results" }

  # For who publishes events.
  lanes = { EVENTS_TOPIC = module.events.topic, BACKGROUND_TOPIC = module.background_events.topic }

  github = merge(
    { GITHUB_APP_ID = var.github_app_id },
    var.github_api_url == "" ? {} : { GITHUB_API_URL = var.github_api_url },
  )

  settings = {
    GATE_MAX_SCORE   = tostring(var.gate_max_score)
    GATE_ON_ERROR    = var.gate_on_error
    GATE_TIMEOUT     = var.gate_timeout
    CHECK_BLOCK_RISK = var.check_block_risk
    CHECK_REQUIRED   = tostring(var.check_required)
    RELEASE_NOTES    = var.release_notes
    NEXT_RELEASE     = var.next_release
    RETENTION_DAYS   = tostring(var.retention_days)
  }

  pushes = { PUSH_DEBOUNCE = var.push_debounce }

  bounds = {
    BOUND_GATE_MAX_SCORE         = var.bounds.gate_max_score == null ? "" : tostring(var.bounds.gate_max_score)
    BOUND_GATE_ON_ERROR          = var.bounds.gate_on_error
    BOUND_BLOCK_RISK             = var.bounds.block_risk
    BOUND_REQUIRED               = tostring(var.bounds.required)
    BOUND_REVIEWED               = var.bounds.reviewed
    BOUND_RELEASE_NOTES          = var.bounds.release_notes
    BOUND_BUDGET_DAY_USD         = var.bounds.budget.day_usd == null ? "" : tostring(var.bounds.budget.day_usd)
    BOUND_BUDGET_DAY_TOKENS      = var.bounds.budget.day_tokens == null ? "" : tostring(var.bounds.budget.day_tokens)
    BOUND_BUDGET_MONTH_USD       = var.bounds.budget.month_usd == null ? "" : tostring(var.bounds.budget.month_usd)
    BOUND_BUDGET_MONTH_TOKENS    = var.bounds.budget.month_tokens == null ? "" : tostring(var.bounds.budget.month_tokens)
    BOUND_BUDGET_ANALYSIS_USD    = var.bounds.budget.analysis_usd == null ? "" : tostring(var.bounds.budget.analysis_usd)
    BOUND_BUDGET_ANALYSIS_TOKENS = var.bounds.budget.analysis_tokens == null ? "" : tostring(var.bounds.budget.analysis_tokens)
    BOUND_BUDGET_OUTSIDERS       = var.bounds.budget.outsiders == null ? "" : tostring(var.bounds.budget.outsiders)
  }

  prices = { for variable, value in {
    MODEL_PRICE_INPUT           = var.model_price_input
    MODEL_PRICE_OUTPUT          = var.model_price_output
    MODEL_NAME_QUICK            = var.model_name_quick == "" ? null : var.model_name_quick
    MODEL_PRICE_INPUT_QUICK     = try(var.model_prices.quick.input, null)
    MODEL_PRICE_OUTPUT_QUICK    = try(var.model_prices.quick.output, null)
    MODEL_NAME_DEEP             = var.model_name_deep == "" ? null : var.model_name_deep
    MODEL_PRICE_INPUT_DEEP      = try(var.model_prices.deep.input, null)
    MODEL_PRICE_OUTPUT_DEEP     = try(var.model_prices.deep.output, null)
    MODEL_NAME_FALLBACK         = var.model_name_fallback == "" ? null : var.model_name_fallback
    MODEL_PRICE_INPUT_FALLBACK  = try(var.model_prices.fallback.input, null)
    MODEL_PRICE_OUTPUT_FALLBACK = try(var.model_prices.fallback.output, null)
  } : variable => tostring(value) if value != null }
}

module "webhook" {
  source     = "./modules/function"
  deployment = local.deployment

  name        = "webhook"
  entry_point = "Webhook"
  description = "Takes GitHub's webhooks, verifies and publishes them."
  secrets     = { GITHUB_WEBHOOK_SECRET = local.secret_ids.GITHUB_WEBHOOK_SECRET }
  topics      = local.lanes

  ingress       = "all"
  invokers      = var.webhook_public ? { anybody = "allUsers" } : {}
  invoker_check = var.webhook_public
  timeout       = 30 # GitHub gives up after 10 s
  memory        = "256Mi"
  concurrency   = 80 # bodies that fit into the memory: functions/webhook/budget.go
  min_instances = var.webhook_min_instances
  max_instances = 10
}

module "dispatch" {
  source     = "./modules/function"
  deployment = local.deployment

  name        = "dispatch"
  entry_point = "Dispatch"
  description = "Reads from GitHub what an event is about, measures it, starts the workflow."
  environment = merge(local.github, local.settings, local.bounds, local.pushes, local.prices, local.kestra_server, local.kestra_flows)
  secrets = merge(
    { for variable in ["GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"] : variable => local.secret_ids[variable] },
    local.kestra_password,
  )
  topics         = merge(local.lanes, { RESULTS_TOPIC = module.results.topic })
  firestore_role = "roles/datastore.user"

  ingress       = "internal"
  invokers      = { pubsub = module.events.push_identity }
  memory        = "512Mi" # whole diffs
  concurrency   = 10      # with publish and reconcile and background at most 85 at a time: GitHub allows an App 100 requests at once
  max_instances = 4
}

module "background" {
  source     = "./modules/function"
  deployment = local.deployment

  name        = "background"
  folder      = "dispatch"
  entry_point = "Dispatch"
  description = "As dispatch, for what nobody waits for, a little at a time."
  environment = merge(local.github, local.settings, local.bounds, local.pushes, local.prices, local.kestra_server, local.kestra_flows)
  secrets = merge(
    { for variable in ["GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"] : variable => local.secret_ids[variable] },
    local.kestra_password,
  )
  topics         = merge(local.lanes, { RESULTS_TOPIC = module.results.topic })
  firestore_role = "roles/datastore.user"

  ingress       = "internal"
  invokers      = { pubsub = module.background_events.push_identity }
  memory        = "512Mi"
  concurrency   = 2
  max_instances = 2
}

module "callback" {
  source     = "./modules/function"
  deployment = local.deployment

  name           = "callback"
  entry_point    = "Callback"
  description    = "Takes workflows' answers, validates and stores them."
  environment    = local.prices
  secrets        = { CALLBACK_KEY = local.secret_ids.CALLBACK_KEY }
  topics         = merge(local.lanes, { RESULTS_TOPIC = module.results.topic })
  firestore_role = "roles/datastore.user"

  ingress       = "all"
  invokers      = local.kestra_deployed ? { kestra = module.kestra[0].identity } : {}
  timeout       = 60
  concurrency   = 20
  max_instances = 10
}

module "publish" {
  source     = "./modules/function"
  deployment = local.deployment

  name           = "publish"
  entry_point    = "Publish"
  description    = "Writes results to GitHub."
  environment    = merge(local.github, local.settings)
  secrets        = { GITHUB_APP_PRIVATE_KEY = local.secret_ids.GITHUB_APP_PRIVATE_KEY }
  firestore_role = "roles/datastore.user"

  ingress       = "internal"
  invokers      = { pubsub = module.results.push_identity }
  concurrency   = 10
  max_instances = 4
}

module "reconcile" {
  source     = "./modules/function"
  deployment = local.deployment

  name           = "reconcile"
  entry_point    = "Reconcile"
  description    = "Finds what is stuck and has it tried again."
  environment    = merge(local.github, local.kestra_server)
  secrets        = merge({ GITHUB_APP_PRIVATE_KEY = local.secret_ids.GITHUB_APP_PRIVATE_KEY }, local.kestra_password)
  topics         = merge(local.lanes, { RESULTS_TOPIC = module.results.topic })
  firestore_role = "roles/datastore.user"

  ingress       = "internal"
  invokers      = { scheduler = google_service_account.scheduler.member }
  concurrency   = 1 # two at a time would find the same
  max_instances = 1
}

module "report" {
  source     = "./modules/function"
  deployment = local.deployment

  name           = "report"
  entry_point    = "Report"
  description    = "One analysis with its evidence, as JSON."
  firestore_role = "roles/datastore.viewer"

  ingress       = "all"
  invokers      = { for member in var.report_readers : member => member }
  timeout       = 60
  concurrency   = 20
  max_instances = 5
}
