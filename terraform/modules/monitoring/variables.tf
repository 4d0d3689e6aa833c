variable "name" {
  type        = string
  description = "The beginning of names."
}

variable "project_id" {
  type        = string
  description = "The project."
}

variable "project_number" {
  type        = string
  description = "The project's number, which budgets know it by."
}

variable "dashboard" {
  type        = string
  description = "The dashboard's template."
}

variable "playbooks" {
  type        = string
  description = "The directory with a playbook an alert."
}

variable "webhook_service" {
  type        = string
  description = "The webhook's Cloud Run service."
}

variable "webhook_host" {
  type        = string
  description = "Its host name."
}

variable "kestra_service" {
  type        = string
  description = "Kestra's Cloud Run service. Empty: there is none, and nothing is said of missing reviews."
}

variable "subscriptions" {
  type        = list(string)
  description = "The push subscriptions."
}

variable "people_subscriptions" {
  type        = list(string)
  description = "Those of them whose messages people wait for."
}

variable "dead_letters" {
  type        = list(string)
  description = "The subscriptions that keep what could not be delivered."
}

variable "database" {
  type        = string
  description = "Firestore's database."
}

variable "alert_emails" {
  type        = set(string)
  description = "Who is notified by e-mail."
}

variable "alert_channels" {
  type        = set(string)
  description = "Notification channels that exist already."
}

variable "log_retention_days" {
  type        = number
  description = "How long the log is kept in a bucket of its own. null: there is none."
}

variable "region" {
  type        = string
  description = "Where that bucket is."
}

variable "billing_account" {
  type        = string
  description = "Where the budget is put. Empty: nowhere."
}

variable "monthly_budget" {
  type        = number
  description = "In the billing account's currency."
}
