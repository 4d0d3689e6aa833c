# Kestra, which runs the workflows.

variable "kestra_image" {
  type        = string
  default     = ""
  description = "Kestra's image with the flows, by digest: REGION-docker.pkg.dev/PROJECT/NAME/kestra@sha256:…. Empty until it is built; until then analyses are measured only."

  validation {
    condition     = var.kestra_image == "" || can(regex("^[a-z0-9.-]+/\\S+(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$", var.kestra_image))
    error_message = "kestra_image must be a full reference with a digest (…@sha256:…) or a tag: without one, nobody knows which flows run."
  }
}

variable "kestra_min_instances" {
  type        = number
  default     = 0
  description = "Kestra instances that are always up. 0: an idle Kestra costs nothing, may be stopped at any time, also while a model answers, and the next analysis waits for its start, up to 90 s. 1 for more than a few reviews an hour: about 105 USD a month at 2 CPUs and 2 GiB."

  validation {
    condition     = var.kestra_min_instances >= 0 && floor(var.kestra_min_instances) == var.kestra_min_instances && var.kestra_min_instances <= local.kestra_max_instances
    error_message = "kestra_min_instances must be a whole number from 0 to kestra_max_instances."
  }
}

variable "kestra_max_instances" {
  type        = number
  default     = null
  description = "The most Kestra instances at a time. null: as many as database_tier has connections for. With profile = \"embedded\" there is one, whatever this says."

  validation {
    condition     = var.kestra_max_instances == null || try(var.kestra_max_instances >= 1 && var.kestra_max_instances <= 20 && floor(var.kestra_max_instances) == var.kestra_max_instances, false)
    error_message = "kestra_max_instances must be a whole number from 1 to 20, or null."
  }
  validation {
    condition     = !local.postgres || coalesce(var.kestra_max_instances, 1) <= local.most_kestra_instances
    error_message = "database_tier has connections for ${local.most_kestra_instances} instances of Kestra, each with 10 of its own and 10 while another revision takes its place: choose a larger database_tier, or a smaller kestra_max_instances."
  }
}

variable "kestra_max_running" {
  type        = number
  default     = 10
  description = "Reviews that run at a time, in all instances together. More wait, measured; deployments, releases and commands come first. Each holds a few connections to the model."

  validation {
    condition     = var.kestra_max_running >= 1 && var.kestra_max_running <= 500 && floor(var.kestra_max_running) == var.kestra_max_running
    error_message = "kestra_max_running must be a whole number from 1 to 500."
  }
}

variable "kestra_retention_days" {
  type        = number
  default     = 7
  description = "How long Kestra keeps the inputs and answers of reviews; at most retention_days."

  validation {
    condition     = var.kestra_retention_days >= 1 && var.kestra_retention_days <= 30 && floor(var.kestra_retention_days) == var.kestra_retention_days
    error_message = "kestra_retention_days must be a whole number from 1 to 30."
  }
}

variable "kestra_cpu" {
  type        = string
  default     = "2"
  description = "Processors of one Kestra instance."

  validation {
    condition     = contains(["1", "2", "4", "6", "8"], var.kestra_cpu)
    error_message = "kestra_cpu is one of 1, 2, 4, 6, 8: Cloud Run has no others."
  }
}

variable "kestra_memory" {
  type        = string
  default     = "2Gi"
  description = "Memory of one Kestra instance, of which the JVM's heap takes 60%."

  validation {
    condition     = can(regex("^([2-9]|[12][0-9]|3[0-2])Gi$", var.kestra_memory))
    error_message = "kestra_memory must be 2Gi to 32Gi: with less the JVM ends for want of it."
  }
  # Source: cloud.google.com/run/docs/configuring/services/memory-limits.
  validation {
    condition     = try(tonumber(trimsuffix(var.kestra_memory, "Gi")) <= 4 * tonumber(var.kestra_cpu), true)
    error_message = "kestra_memory must be at most 4Gi for each of kestra_cpu: Cloud Run refuses more."
  }
}

variable "kestra_network" {
  type        = object({ network = string, subnetwork = string })
  default     = null
  description = "An existing network and a subnetwork of it in the region, /26 or larger, by their full names (projects/…), for Kestra and the endpoint of its database. null: both are made."

  validation {
    condition     = var.kestra_network == null || try(can(regex("^projects/[^/]+/global/networks/[^/]+$", var.kestra_network.network)) && can(regex("^projects/[^/]+/regions/${var.region}/subnetworks/[^/]+$", var.kestra_network.subnetwork)), false)
    error_message = "kestra_network must be projects/PROJECT/global/networks/NAME and projects/PROJECT/regions/REGION/subnetworks/NAME, the latter in var.region: Cloud Run reaches no other region's."
  }
}

variable "kestra_username" {
  type        = string
  default     = "devplus@devplus.internal"
  description = "The user of Kestra's basic authentication."

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.kestra_username))
    error_message = "kestra_username must be an e-mail address: Kestra refuses to start with anything else. It needs no mailbox."
  }
}

variable "kestra_users" {
  type        = set(string)
  default     = []
  description = "Who may open Kestra's UI (`gcloud run services proxy`), as IAM members. Kestra's own password is asked in addition."

  validation {
    condition     = alltrue([for m in var.kestra_users : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", m))])
    error_message = "kestra_users must be IAM members such as group:platform@example.com. allUsers would put the engine on the internet with a password alone."
  }
}

variable "kestra_restart" {
  type        = string
  default     = ""
  description = "Any text. Another one restarts Kestra, which reads its secrets' newest versions when it starts."

  validation {
    condition     = can(regex("^[A-Za-z0-9.:_-]{0,63}$", var.kestra_restart))
    error_message = "kestra_restart must be at most 63 letters, digits and . : _ -, such as a date."
  }
}

variable "database_tier" {
  type        = string
  default     = "db-f1-micro"
  description = "Cloud SQL's machine. It limits Kestra's instances by its connections: db-f1-micro has them for 1, db-g1-small for 2, db-custom-1-3840 for 4, db-custom-2-7680 for 19."

  validation {
    condition     = can(regex("^db-(f1-micro|g1-small|custom-[0-9]+-[0-9]+)$", var.database_tier))
    error_message = "database_tier must be db-f1-micro, db-g1-small or db-custom-CPUS-MEGABYTES: Cloud SQL's Enterprise edition for Postgres has no others."
  }
}

variable "database_high_availability" {
  type        = bool
  default     = false
  description = "A standby of Cloud SQL in another zone, for twice the price. Without Kestra people still get the measured analysis, and what waits is tried again."
}

variable "database_disk_limit" {
  type        = number
  default     = 50
  description = "The size in GB that Cloud SQL's disk grows to at most. A disk never shrinks; a full one stops Kestra, and people get the measured analysis."

  validation {
    condition     = var.database_disk_limit >= 10 && floor(var.database_disk_limit) == var.database_disk_limit
    error_message = "database_disk_limit must be a whole number of at least 10, the size that the disk begins with."
  }
}
