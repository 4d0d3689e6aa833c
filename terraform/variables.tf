# What has to be said.

variable "project_id" {
  type        = string
  description = "The Google Cloud project that everything goes into: its ID, not its number or its display name."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's ID (6 to 30 lowercase letters, digits and hyphens), as `gcloud projects list` shows it: with anything else every call to Google Cloud fails."
  }
}

variable "region" {
  type        = string
  description = "Where functions, Kestra, its database, the buckets and Firestore are, such as europe-west1. Firestore's place can't be changed later."

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region must be a region such as europe-west1 (`gcloud run regions list`), not a zone or a multi-region: functions and Cloud Run exist in regions only."
  }
}

variable "github_app_id" {
  type        = string
  description = "The GitHub App's ID, the number on its settings page."

  validation {
    condition     = can(regex("^[1-9][0-9]{0,17}$", var.github_app_id))
    error_message = "github_app_id must be the number called \"App ID\" on the App's settings page, not its name and not its client ID (Iv…): functions would refuse to start."
  }
}

# What has a good default.

variable "name" {
  type        = string
  default     = "devplus"
  description = "The beginning of every resource's name. Another one makes another deployment in the same project."

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{1,16}[a-z0-9])$", var.name))
    error_message = "name must be 3 to 18 lowercase letters, digits and hyphens: NAME-results-push has to fit into the 30 characters of a service account's ID."
  }
}

variable "profile" {
  type        = string
  default     = "minimal"
  description = "How much is deployed. minimal: functions, Firestore, Pub/Sub and secrets; everything is measured, nothing is reviewed by a model. embedded: Kestra as well, in one instance with its state inside, for a trial; executions die with it. postgres: Kestra with its state in Cloud SQL."

  validation {
    condition     = contains(["minimal", "embedded", "postgres"], var.profile)
    error_message = "profile is one of minimal, embedded, postgres."
  }
}

variable "source_version" {
  type        = string
  default     = ""
  description = "What logs, /health and the check run's footer name as the version: `git describe --always --dirty`. Empty: a hash of the function's source."

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]{0,64}$", var.source_version))
    error_message = "source_version must be at most 64 letters, digits and . _ + -, because it stands in a line of the check run."
  }
}

variable "github_api_url" {
  type        = string
  default     = ""
  description = "The REST API of a GitHub Enterprise Server, https://HOST/api/v3, or of an enterprise with data residency, https://api.SUBDOMAIN.ghe.com. Empty: github.com's."

  validation {
    condition     = var.github_api_url == "" || can(regex("^https://[^/?#@]+(/[^?#]*)?$", var.github_api_url))
    error_message = "github_api_url must be https://HOST/api/v3 or https://api.SUBDOMAIN.ghe.com, without user, query or fragment: functions would refuse to start."
  }
}

variable "webhook_public" {
  type        = bool
  default     = true
  description = "Open the webhook, which verifies signatures, by a grant to allUsers. false where the organization restricts sharing to its domains, which refuses that grant: the webhook is a service then whose IAM check is off."
}

variable "webhook_min_instances" {
  type        = number
  default     = 0
  description = "Instances of the webhook that are always up. 0 costs nothing and a cold start of well under a second; GitHub waits 10 s."

  validation {
    condition     = var.webhook_min_instances >= 0 && var.webhook_min_instances <= 10 && floor(var.webhook_min_instances) == var.webhook_min_instances
    error_message = "webhook_min_instances must be a whole number from 0 to 10: it may not exceed the most instances."
  }
}

variable "report_readers" {
  type        = set(string)
  default     = []
  description = "Who may read reports, as IAM members: group:platform@example.com, user:…, serviceAccount:…."

  validation {
    condition     = alltrue([for m in var.report_readers : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", m))])
    error_message = "report_readers must be IAM members such as group:platform@example.com. allUsers and allAuthenticatedUsers would show private repositories' findings to the world."
  }
}

variable "weekly_analysis_schedule" {
  type        = string
  default     = "spread"
  description = "When repositories are analysed: \"spread\" gives each an hour of the week, a cron line in UTC analyses all at that time. Empty: never by themselves."

  validation {
    condition     = contains(["", "spread"], var.weekly_analysis_schedule) || can(regex("^\\S+( \\S+){4}$", var.weekly_analysis_schedule))
    error_message = "weekly_analysis_schedule must be \"spread\", the five fields of a cron line such as \"0 5 * * 1\", or nothing."
  }
}

variable "gate_max_score" {
  type        = number
  default     = 85
  description = "The highest measured risk score, 0 to 100, that a deployment protection rule lets through."

  validation {
    condition     = var.gate_max_score >= 0 && var.gate_max_score <= 100
    error_message = "gate_max_score must be 0 to 100: functions would refuse to start."
  }
}

variable "gate_on_error" {
  type        = string
  default     = "reject"
  description = "What a deployment protection rule answers where nothing could be measured: approve or reject."

  validation {
    condition     = contains(["approve", "reject"], var.gate_on_error)
    error_message = "gate_on_error is approve or reject."
  }
}

variable "push_debounce" {
  type        = string
  default     = "60s"
  description = "A push within this time of the one before waits as long for a further one, measured: a burst costs the review of its first commit and that of its last. 0s: none waits."

  validation {
    condition     = can(regex("^([0-9]|[1-5][0-9]|60)s$|^[1-5]m$", var.push_debounce))
    error_message = "push_debounce must be 0s to 60s, or 1m to 5m."
  }
}

variable "gate_timeout" {
  type        = string
  default     = "30m"
  description = "How long a deployment waits for its answer at most."

  validation {
    condition     = can(regex("^([1-9][0-9]*h)?([1-9][0-9]*m)?$", var.gate_timeout)) && var.gate_timeout != ""
    error_message = "gate_timeout must be hours and minutes, such as 30m or 1h30m: functions would refuse to start."
  }
}

variable "check_block_risk" {
  type        = string
  default     = "none"
  description = "The level of measured risk from which on the check of a change fails: none, medium, high or critical. The model has no part in it."

  validation {
    condition     = contains(["none", "medium", "high", "critical"], var.check_block_risk)
    error_message = "check_block_risk is one of none, medium, high, critical."
  }
}

variable "check_required" {
  type        = bool
  default     = false
  description = "The check of a change fails where DevPlus itself failed, instead of ending neutral."
}

variable "release_notes" {
  type        = string
  default     = "show"
  description = "show: notes of a release stand in a check run only. write: also in the release, where its text is empty or DevPlus's. draft: also in a draft made for a version tag without a release. The last two need the App's permission Contents: write."

  validation {
    condition     = contains(["show", "write", "draft"], var.release_notes)
    error_message = "release_notes is one of show, write, draft."
  }
}

variable "next_release" {
  type        = string
  default     = "off"
  description = "What is shown of the next release on each push to the default branch. show: a check run with version, risk and the riskiest changes. draft: one draft release that is kept up to date, which needs the App's permission Contents: write."

  validation {
    condition     = contains(["off", "show", "draft"], var.next_release)
    error_message = "next_release is one of off, show, draft."
  }
}

variable "bounds" {
  type = object({
    gate_max_score = optional(number)
    gate_on_error  = optional(string, "approve")
    block_risk     = optional(string, "none")
    required       = optional(bool, false)
    reviewed       = optional(string, "all")
    release_notes  = optional(string, "draft")
    budget = optional(object({
      day_usd         = optional(number)
      day_tokens      = optional(number)
      month_usd       = optional(number)
      month_tokens    = optional(number)
      analysis_usd    = optional(number)
      analysis_tokens = optional(number)
      outsiders       = optional(number)
    }), {})
  })
  default     = {}
  description = "What no repository's .github/devplus.yml passes. gate_max_score: the highest max_score. gate_on_error: reject keeps repositories from approving what could not be measured. block_risk: a level that fails every check. required: true fails every check where DevPlus failed. reviewed: people has pull requests of bots and agents reviewed only when asked for. release_notes: the most that DevPlus may write into releases. budget: what reviews may use: per repository a day, per installation a month, per analysis; USD where the model has a price, else tokens; outsiders: percent of a day for people without write access."

  validation {
    condition = alltrue([
      contains(["approve", "reject"], var.bounds.gate_on_error),
      contains(["none", "medium", "high", "critical"], var.bounds.block_risk),
      contains(["all", "people"], var.bounds.reviewed),
      contains(["show", "write", "draft"], var.bounds.release_notes),
      try(var.bounds.gate_max_score >= 0 && var.bounds.gate_max_score <= 100, true),
      alltrue([for amount in values(var.bounds.budget) : try(amount >= 0, true)]),
      alltrue([for key, amount in var.bounds.budget : try(floor(amount) == amount, true) if endswith(key, "_tokens") || key == "outsiders"]),
      try(var.bounds.budget.outsiders <= 20, true),
    ])
    error_message = "bounds: gate_max_score is 0 to 100; gate_on_error approve or reject; block_risk none, medium, high or critical; reviewed all or people; release_notes show, write or draft; in budget USD are at least 0, tokens whole numbers, outsiders 0 to 20."
  }
}

variable "point_in_time_recovery" {
  type        = bool
  default     = true
  description = "Keep 7 days of Firestore's history. Off, an accidental write is final, and storage costs a little less."
}

variable "deletion_protection" {
  type        = bool
  default     = true
  description = "Refuse to delete Firestore's database and Cloud SQL. Set false, and apply, before `terraform destroy`."
}

variable "retention_days" {
  type        = number
  default     = 400
  description = "How long analyses, and what is known of a repository, are stored after the last change. A repository's own file may ask for less."

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 3650 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days must be a whole number from 1 to 3650."
  }
}

variable "backup_retention_days" {
  type        = number
  default     = 7
  description = "How long daily backups of Firestore are kept. 0: none are made."

  validation {
    condition     = var.backup_retention_days >= 0 && var.backup_retention_days <= 98 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days must be a whole number from 0 to 98: Firestore keeps a backup for 14 weeks at most."
  }
}

variable "kms_key" {
  type        = string
  default     = null
  description = "A Cloud KMS key in the region, projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY, that everything stored is encrypted with. null: Google's own keys. Firestore's can't be changed later."

  validation {
    condition     = var.kms_key == null || can(regex("^projects/[^/]+/locations/${var.region}/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key must be projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY, with var.region: services take no key of another location."
  }
}
