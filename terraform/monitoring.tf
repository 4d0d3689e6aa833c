# Is it working, how late, how much, how costly: one dashboard, and alerts with a playbook each.

module "monitoring" {
  source = "./modules/monitoring"

  name                 = var.name
  project_id           = var.project_id
  project_number       = data.google_project.this.number
  dashboard            = "${path.root}/dashboards/devplus.json.tftpl"
  playbooks            = "${path.root}/playbooks"
  webhook_service      = module.webhook.name
  webhook_host         = trimprefix(module.webhook.url, "https://")
  kestra_service       = local.kestra_deployed ? module.kestra[0].service : ""
  subscriptions        = [module.events.subscription, module.background_events.subscription, module.results.subscription]
  people_subscriptions = [module.events.subscription, module.results.subscription]

  dead_letters   = [module.events.dead_letters, module.background_events.dead_letters, module.results.dead_letters]
  database       = google_firestore_database.this.name
  alert_emails   = var.alert_emails
  alert_channels = var.alert_channels
  region         = var.region

  log_retention_days = var.log_retention_days

  billing_account = var.billing_account
  monthly_budget  = var.monthly_budget

  depends_on = [google_project_service.api]
}
