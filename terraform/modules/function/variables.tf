variable "deployment" {
  type = object({
    prefix            = string # of names
    project_id        = string
    region            = string
    repository        = string # the checkout
    build_directory   = string # where archives are put
    source_bucket     = string
    source_version    = string       # "" for a hash of the source
    build_account     = string       # the service account that builds, its full name
    images            = string       # the Artifact Registry repository for what it builds, its full name
    trace_sample_rate = number       # of deliveries; 0 for none
    kms_key           = string       # for its image and its instances; null for Google's own
    database          = string       # Firestore's
    build_grants      = list(string) # what build_account has to have before a function is built: only waited for
  })
  description = "What all functions share."
}

variable "name" {
  type        = string
  description = "The function's folder under functions/."

  validation {
    condition     = can(regex("^[a-z]{1,11}$", var.name))
    error_message = "A function's name must have at most 11 lowercase letters: its service account's ID has 30 characters with the prefix."
  }
}

variable "entry_point" {
  type        = string
  description = "The name that the function registers with the Functions Framework. A wrong one fails the deployment at its start."
}

variable "description" {
  type        = string
  description = "What it does, for Cloud Console."
}

variable "environment" {
  type        = map(string)
  default     = {}
  description = "Variables beyond those that follow from secrets, topics and the database."
}

variable "folder" {
  type        = string
  default     = null
  description = "Its folder under functions/. null: as its name."
}

variable "secrets" {
  type        = map(string)
  default     = {}
  description = "The secrets that it may read: variable to resource name, given as VARIABLE_SECRET."
}

variable "topics" {
  type        = map(string)
  default     = {}
  description = "The topics that it may publish to: variable to name."
}

variable "firestore_role" {
  type        = string
  default     = ""
  description = "Its role on the database. Empty: none."

  validation {
    condition     = contains(["", "roles/datastore.user", "roles/datastore.viewer"], var.firestore_role)
    error_message = "firestore_role is roles/datastore.user, roles/datastore.viewer or nothing: functions administer no databases."
  }
}

variable "ingress" {
  type        = string
  description = "internal: Pub/Sub, Cloud Scheduler and the VPC of the project. all: the internet, behind IAM."

  validation {
    condition     = contains(["all", "internal"], var.ingress)
    error_message = "ingress is all or internal."
  }
}

variable "invokers" {
  type        = map(string)
  description = "Who may call it: any key to IAM member."
}

variable "invoker_check" {
  type        = bool
  default     = true
  description = "Does Google Cloud check who calls? false: anybody may, without a grant."
}

variable "memory" {
  type        = string
  default     = "256Mi"
  description = "Of one instance."
}

variable "timeout" {
  type        = number
  default     = 540
  description = "Seconds for one call; below Pub/Sub's acknowledgement deadline."
}

variable "concurrency" {
  type        = number
  description = "Calls at a time in one instance."
}

variable "min_instances" {
  type        = number
  default     = 0
  description = "Instances that are always up."
}

variable "max_instances" {
  type        = number
  description = "The most instances at a time."
}
