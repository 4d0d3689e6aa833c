resource "google_monitoring_dashboard" "this" {
  dashboard_json = templatefile(var.dashboard, {
    name           = var.name
    project_id     = var.project_id
    m              = local.promql
    services       = "^${var.name}-.*"
    webhook        = var.webhook_service
    kestra_service = coalesce(var.kestra_service, "${var.name}-kestra")
    subscriptions  = join("|", var.subscriptions)
    dead_letters   = join("|", var.dead_letters)
    database       = var.database
  })
}
