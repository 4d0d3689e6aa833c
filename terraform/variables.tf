# What has to be said.

variable "project_id" {
  type        = string
  description = "The Google Cloud project that everything goes into: its ID, not its number or its display name."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id takes a project's ID (6 to 30 lower case letters, digits and hyphens), as `gcloud projects list` shows it: with anything else every call to Google Cloud fails."
  }
}

variable "region" {
  type        = string
  description = "Where functions, Kestra, its database, the buckets and Firestore are, such as europe-west1. Firestore's place can't be changed later."

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region takes a region such as europe-west1 (`gcloud run regions list`), not a zone or a multi-region: functions and Cloud Run exist in regions only."
  }
}

variable "github_app_id" {
  type        = string
  description = "The GitHub App's ID, the number on its settings page."

  validation {
    condition     = can(regex("^[1-9][0-9]{0,17}$", var.github_app_id))
    error_message = "github_app_id takes the number called \"App ID\" on the App's settings page, not its name and not its client ID (Iv…): functions would refuse to start."
  }
}

# What has a good default.

variable "name" {
  type        = string
  default     = "devplus"
  description = "The beginning of every resource's name. Another one makes another deployment in the same project."

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{1,16}[a-z0-9])$", var.name))
    error_message = "name takes 3 to 18 lower case letters, digits and hyphens: NAME-results-push has to fit into the 30 characters of a service account's ID."
  }
}

variable "source_version" {
  type        = string
  default     = ""
  description = "What logs, /health and the check run's footer name as the version: `git describe --always --dirty`. Empty: a hash of the function's source."

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]{0,64}$", var.source_version))
    error_message = "source_version takes at most 64 letters, digits and . _ + -, because it stands in a line of the check run."
  }
}

variable "github_api_url" {
  type        = string
  default     = ""
  description = "The REST API of a GitHub Enterprise Server, https://HOST/api/v3. Empty: github.com's."

  validation {
    condition     = var.github_api_url == "" || can(regex("^https://[^/?#@]+(/[^?#]*)?$", var.github_api_url))
    error_message = "github_api_url takes https://HOST/api/v3, without user, query or fragment: functions would refuse to start."
  }
}

variable "webhook_public" {
  type        = bool
  default     = true
  description = "Let anybody call the webhook (it verifies signatures). false where the organisation restricts sharing to its domains, which refuses the grant to allUsers: then open the webhook as the output next_steps says."
}

variable "webhook_min_instances" {
  type        = number
  default     = 0
  description = "Instances of the webhook that are always up. 0 costs nothing and a cold start of well under a second; GitHub waits 10 s."

  validation {
    condition     = var.webhook_min_instances >= 0 && var.webhook_min_instances <= 10 && floor(var.webhook_min_instances) == var.webhook_min_instances
    error_message = "webhook_min_instances takes a whole number from 0 to 10: it may not exceed the most instances."
  }
}

variable "report_readers" {
  type        = set(string)
  default     = []
  description = "Who may read reports, as IAM members: group:platform@example.com, user:…, serviceAccount:…."

  validation {
    condition     = alltrue([for m in var.report_readers : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", m))])
    error_message = "report_readers takes IAM members such as group:platform@example.com. allUsers and allAuthenticatedUsers would show private repositories' findings to the world."
  }
}

variable "weekly_analysis_schedule" {
  type        = string
  default     = "0 5 * * 1"
  description = "When repositories are analysed, as a cron line in UTC. Empty: never by itself."

  validation {
    condition     = var.weekly_analysis_schedule == "" || can(regex("^\\S+( \\S+){4}$", var.weekly_analysis_schedule))
    error_message = "weekly_analysis_schedule takes the five fields of a cron line such as \"0 5 * * 1\", or nothing."
  }
}

variable "gate_max_score" {
  type        = number
  default     = 85
  description = "The highest measured risk score, 0 to 100, that a deployment protection rule lets through."

  validation {
    condition     = var.gate_max_score >= 0 && var.gate_max_score <= 100
    error_message = "gate_max_score takes 0 to 100: functions would refuse to start."
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

variable "gate_timeout" {
  type        = string
  default     = "30m"
  description = "How long a deployment waits for its answer at most."

  validation {
    condition     = can(regex("^([1-9][0-9]*h)?([1-9][0-9]*m)?$", var.gate_timeout)) && var.gate_timeout != ""
    error_message = "gate_timeout takes hours and minutes, such as 30m or 1h30m: functions would refuse to start."
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

# Kestra, which runs the workflows.

variable "database" {
  type        = string
  default     = "postgres"
  description = "Where Kestra keeps its state. postgres: Cloud SQL. embedded: in the one instance, for a trial; executions die with it. none: no Kestra at all, analyses are measured only."

  validation {
    condition     = contains(["postgres", "embedded", "none"], var.database)
    error_message = "database is one of postgres, embedded, none."
  }
}

variable "kestra_image" {
  type        = string
  default     = ""
  description = "Kestra's image with the flows, by digest: REGION-docker.pkg.dev/PROJECT/NAME/kestra@sha256:…. Empty until it is built; until then analyses are measured only."

  validation {
    condition     = var.kestra_image == "" || can(regex("^[a-z0-9.-]+/\\S+(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$", var.kestra_image))
    error_message = "kestra_image takes a full reference with a digest (…@sha256:…) or a tag: without one, nobody knows which flows run."
  }
}

variable "kestra_min_instances" {
  type        = number
  default     = 0
  description = "Kestra instances that are always up. 0: an idle Kestra costs nothing, and the first analysis after about 15 idle minutes waits for its start, up to 90 s."

  validation {
    condition     = var.kestra_min_instances >= 0 && var.kestra_min_instances <= var.kestra_max_instances
    error_message = "kestra_min_instances takes 0 up to kestra_max_instances."
  }
}

variable "kestra_max_instances" {
  type        = number
  default     = 10
  description = "The most Kestra instances at a time. With database = \"embedded\" there is one, whatever this says."

  validation {
    condition     = var.kestra_max_instances >= 1 && var.kestra_max_instances <= 20 && floor(var.kestra_max_instances) == var.kestra_max_instances
    error_message = "kestra_max_instances takes a whole number from 1 to 20: each instance holds up to 10 connections of the database."
  }
}

variable "kestra_username" {
  type        = string
  default     = "devplus@devplus.internal"
  description = "The user of Kestra's basic authentication."

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.kestra_username))
    error_message = "kestra_username takes an e-mail address: Kestra refuses to start with anything else. It needs no mailbox."
  }
}

variable "kestra_users" {
  type        = set(string)
  default     = []
  description = "Who may open Kestra's UI (`gcloud run services proxy`), as IAM members. Kestra's own password is asked in addition."

  validation {
    condition     = alltrue([for m in var.kestra_users : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", m))])
    error_message = "kestra_users takes IAM members such as group:platform@example.com. allUsers would put the engine on the internet with a password alone."
  }
}

variable "kestra_restart" {
  type        = string
  default     = ""
  description = "Any text. Another one restarts Kestra, which reads its secrets' newest versions when it starts."

  validation {
    condition     = can(regex("^[A-Za-z0-9.:_-]{0,63}$", var.kestra_restart))
    error_message = "kestra_restart takes at most 63 letters, digits and . : _ -, such as a date."
  }
}

variable "database_tier" {
  type        = string
  default     = "db-f1-micro"
  description = "Cloud SQL's machine. The smallest is enough for one or two Kestra instances at a time; db-g1-small or db-custom-1-3840 for more."

  validation {
    condition     = can(regex("^db-(f1-micro|g1-small|custom-[0-9]+-[0-9]+)$", var.database_tier))
    error_message = "database_tier takes db-f1-micro, db-g1-small or db-custom-CPUS-MEGABYTES: Cloud SQL's Enterprise edition for Postgres has no others."
  }
}

variable "database_high_availability" {
  type        = bool
  default     = false
  description = "A standby of Cloud SQL in another zone, for twice the price. Without Kestra people still get the measured analysis, and what waits is tried again."
}

# The model.

variable "model_auth" {
  type        = string
  default     = "google"
  description = "How flows authenticate to the model. google: by Kestra's service account, at Vertex AI unless model_base_url says otherwise, no key anywhere. bearer: by the key in the secret MODEL_API_KEY. none: not."

  validation {
    condition     = contains(["google", "bearer", "none"], var.model_auth)
    error_message = "model_auth is one of google, bearer, none."
  }
  validation {
    condition     = var.model_auth == "google" || var.model_base_url != "" || var.database == "none"
    error_message = "model_auth = \"bearer\" or \"none\" needs model_base_url: Vertex AI takes neither a key nor nothing."
  }
}

variable "model_base_url" {
  type        = string
  default     = ""
  description = "Any OpenAI-compatible endpoint, up to and with /v1. Empty: Vertex AI's in model_location."

  validation {
    condition     = var.model_base_url == "" || can(regex("^https?://[^/?#@]+(/[^?#]*[^/?#])?$", var.model_base_url))
    error_message = "model_base_url takes https://HOST/…/v1, without user, query, fragment and last slash: flows append /chat/completions."
  }
}

variable "model_location" {
  type        = string
  default     = "global"
  description = "Vertex AI's location of the model: \"global\", which has every model and answers from anywhere, or a region that has it, where data must stay there."

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]{1,2}|global)$", var.model_location))
    error_message = "model_location takes a region such as europe-west1, or global."
  }
}

variable "model_name" {
  type        = string
  default     = "google/gemini-3.5-flash"
  description = "The model, as the endpoint calls it. Google retires models a year or more after their release; this one not before May 2027."

  validation {
    condition     = can(regex("^\\S{1,200}$", var.model_name))
    error_message = "model_name takes a model's name without blanks, as the endpoint lists it."
  }
}

variable "model_max_tokens" {
  type        = number
  default     = 16384
  description = "The longest answer, in tokens. Models that think count that in."

  validation {
    condition     = var.model_max_tokens >= 1024 && floor(var.model_max_tokens) == var.model_max_tokens
    error_message = "model_max_tokens takes a whole number of at least 1024: shorter answers are cut off before their JSON ends."
  }
}

variable "model_max_tokens_field" {
  type        = string
  default     = "max_tokens"
  description = "The field that says so."

  validation {
    condition     = contains(["max_tokens", "max_completion_tokens"], var.model_max_tokens_field)
    error_message = "model_max_tokens_field is max_tokens or max_completion_tokens."
  }
}

variable "model_price_input" {
  type        = number
  default     = null
  description = "USD per million input tokens, from the model's price list. null: the cost is shown as unpriced, never as 0."

  validation {
    condition     = coalesce(var.model_price_input, 0) >= 0
    error_message = "model_price_input takes USD per million tokens, at least 0."
  }
}

variable "model_price_output" {
  type        = number
  default     = null
  description = "USD per million output tokens."

  validation {
    condition     = coalesce(var.model_price_output, 0) >= 0
    error_message = "model_price_output takes USD per million tokens, at least 0."
  }
}

# Watching it.

variable "alert_emails" {
  type        = set(string)
  default     = []
  description = "Who is told of alerts. Nobody: they are only to be seen in Cloud Console."

  validation {
    condition     = alltrue([for m in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+$", m))])
    error_message = "alert_emails takes e-mail addresses."
  }
}

variable "billing_account" {
  type        = string
  default     = ""
  description = "The billing account that the budget is put on, XXXXXX-XXXXXX-XXXXXX; whoever applies needs roles/billing.costsManager there. Empty: no budget."

  validation {
    condition     = can(regex("^([0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6})?$", var.billing_account))
    error_message = "billing_account takes XXXXXX-XXXXXX-XXXXXX, as `gcloud billing accounts list` shows it."
  }
}

variable "monthly_budget" {
  type        = number
  default     = 50
  description = "What a month may cost, in the billing account's currency, before the budget's alert. It stops nothing."

  validation {
    condition     = var.monthly_budget >= 1 && floor(var.monthly_budget) == var.monthly_budget
    error_message = "monthly_budget takes a whole amount of at least 1."
  }
}
