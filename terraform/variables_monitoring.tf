# Watching it.

variable "alert_emails" {
  type        = set(string)
  default     = []
  description = "Who is notified of alerts, by e-mail. With nobody here and in alert_channels there are no alerts, which are paid for by the condition."

  validation {
    condition     = alltrue([for m in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+$", m))])
    error_message = "alert_emails must be e-mail addresses."
  }
}

variable "alert_channels" {
  type        = set(string)
  default     = []
  description = "Notification channels that exist, such as Slack's or PagerDuty's, which take a login in Cloud Console: projects/PROJECT/notificationChannels/NUMBER, as `gcloud beta monitoring channels list` shows them."

  validation {
    condition     = alltrue([for c in var.alert_channels : can(regex("^projects/[^/]+/notificationChannels/[0-9]+$", c))])
    error_message = "alert_channels must be projects/PROJECT/notificationChannels/NUMBER."
  }
}

variable "trace_sample_rate" {
  type        = number
  default     = 0.1
  description = "The share of deliveries whose way is traced, 0 to 1. An analysis that fails, is degraded or is tried again is traced from then on. 0: nothing is traced. Spans are paid for by the million after a free share."

  validation {
    condition     = var.trace_sample_rate >= 0 && var.trace_sample_rate <= 1
    error_message = "trace_sample_rate must be 0 to 1: functions would refuse to start."
  }
}

variable "log_retention_days" {
  type        = number
  default     = null
  description = "How long DevPlus's log is kept, in a log bucket of its own. null: 30 days, in the project's bucket."

  validation {
    condition     = var.log_retention_days == null || try(var.log_retention_days >= 1 && var.log_retention_days <= 3650 && floor(var.log_retention_days) == var.log_retention_days, false)
    error_message = "log_retention_days must be a whole number from 1 to 3650, or null."
  }
}

variable "billing_account" {
  type        = string
  default     = ""
  description = "The billing account that the budget is put on, XXXXXX-XXXXXX-XXXXXX; whoever applies needs roles/billing.costsManager there. Empty: no budget."

  validation {
    condition     = can(regex("^([0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6})?$", var.billing_account))
    error_message = "billing_account must be XXXXXX-XXXXXX-XXXXXX, as `gcloud billing accounts list` shows it."
  }
}

variable "monthly_budget" {
  type        = number
  default     = 50
  description = "What a month may cost, in the billing account's currency, before the budget's alert. It stops nothing."

  validation {
    condition     = var.monthly_budget >= 1 && floor(var.monthly_budget) == var.monthly_budget
    error_message = "monthly_budget must be a whole amount of at least 1."
  }
}
