variable "name" {
  type        = string
  description = "The service's name, and the beginning of the others."
}

variable "project_id" {
  type        = string
  description = "The project."
}

variable "project_number" {
  type        = string
  description = "The project's number."
}

variable "region" {
  type        = string
  description = "Where it is."
}

variable "image" {
  type        = string
  description = "The image with the flows. Empty: everything but the service is made."
}

variable "environment" {
  type        = map(string)
  description = "What kestra-image/environment.sh reads."
}

variable "secrets" {
  type        = map(string)
  description = "The secrets that it reads when it starts: variable to resource name."
}

variable "username" {
  type        = string
  description = "Of its basic authentication."
}

variable "restart" {
  type        = string
  description = "Another text makes another revision."
}

variable "min_instances" {
  type        = number
  description = "Instances that are always up."
}

variable "max_instances" {
  type        = number
  description = "The most instances at a time."
}

variable "cpu" {
  type        = string
  description = "Processors of one instance."
}

variable "memory" {
  type        = string
  description = "Memory of one instance."
}

variable "invokers" {
  type        = map(string)
  description = "Who may call it: any key to IAM member."
}

variable "vertex_ai" {
  type        = bool
  description = "May it call Vertex AI?"
}

variable "database" {
  type        = string
  description = "postgres or embedded."
}

variable "database_tier" {
  type        = string
  description = "Cloud SQL's machine."
}

variable "high_availability" {
  type        = bool
  description = "A standby in another zone?"
}

variable "database_disk_limit" {
  type        = number
  description = "The size in GB that the disk grows to at most."
}

variable "network" {
  type        = object({ network = string, subnetwork = string })
  default     = null
  description = "An existing network and subnetwork for Cloud Run and the database's endpoint. null: this module makes them."
}

variable "kms_key" {
  type        = string
  default     = null
  description = "The Cloud KMS key for the database, the bucket and the service. null: Google's own."
}

variable "deletion_protection" {
  type        = bool
  description = "Refuse to delete the database?"
}
