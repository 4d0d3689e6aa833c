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
    condition     = var.model_auth == "google" || var.model_base_url != "" || var.profile == "minimal"
    error_message = "model_auth = \"bearer\" or \"none\" needs model_base_url: Vertex AI has an authentication of its own."
  }
}

variable "model_base_url" {
  type        = string
  default     = ""
  description = "Any OpenAI-compatible endpoint, up to and with /v1. Empty: Vertex AI's in model_location."

  validation {
    condition     = var.model_base_url == "" || can(regex("^https?://[^/?#@]+(/[^?#]*[^/?#])?$", var.model_base_url))
    error_message = "model_base_url must be https://HOST/…/v1, without user, query, fragment and last slash: flows append /chat/completions."
  }
}

variable "model_location" {
  type        = string
  default     = "global"
  description = "Vertex AI's location of the model: \"global\", which has every model and answers from anywhere, or a region that has it, where data must stay there."

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]{1,2}|global)$", var.model_location))
    error_message = "model_location must be a region such as europe-west1, or global."
  }
}

variable "model_name" {
  type        = string
  default     = "google/gemini-3.5-flash"
  description = "The model, as the endpoint calls it. Google retires models a year or more after their release; this one not before May 2027."

  validation {
    condition     = can(regex("^\\S{1,200}$", var.model_name))
    error_message = "model_name must be a model's name without blanks, as the endpoint lists it."
  }
}

variable "model_name_quick" {
  type        = string
  default     = ""
  description = "The model for quick reviews, by default those of low risk. Empty: model_name."

  validation {
    condition     = can(regex("^\\S{0,200}$", var.model_name_quick))
    error_message = "model_name_quick must be a model's name without blanks, as the endpoint lists it."
  }
}

variable "model_name_deep" {
  type        = string
  default     = ""
  description = "The model for deep reviews, by default those of high and critical risk. Empty: model_name."

  validation {
    condition     = can(regex("^\\S{0,200}$", var.model_name_deep))
    error_message = "model_name_deep must be a model's name without blanks, as the endpoint lists it."
  }
}

variable "model_name_fallback" {
  type        = string
  default     = ""
  description = "Another model of the endpoint, asked where the first gives no answer: 429, 5xx, none in time. Its answers count at the same prices. Empty: none."

  validation {
    condition     = can(regex("^\\S{0,200}$", var.model_name_fallback))
    error_message = "model_name_fallback must be a model's name without blanks, as the endpoint lists it."
  }
}

variable "model_temperature" {
  type        = number
  default     = null
  description = "The temperature of the model. null: none for Gemini 3, whose maker advises so, else 0."

  validation {
    condition     = var.model_temperature == null ? true : var.model_temperature >= 0 && var.model_temperature <= 2
    error_message = "model_temperature must be a number from 0 to 2."
  }
}

variable "model_max_tokens" {
  type        = number
  default     = 16384
  description = "The longest answer, in tokens. Models that think count that in."

  validation {
    condition     = var.model_max_tokens >= 1024 && floor(var.model_max_tokens) == var.model_max_tokens
    error_message = "model_max_tokens must be a whole number of at least 1024: shorter answers are cut off before their JSON ends."
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

variable "model_context_tokens" {
  type        = number
  default     = null
  description = "The tokens that the model takes, prompt and answer together: what it is sent is cut and split to fit. null: messages of at most 96 KiB, about 40000 tokens in all, until the endpoint says that it takes less."

  validation {
    condition     = var.model_context_tokens == null ? true : var.model_context_tokens >= 6144 && floor(var.model_context_tokens) == var.model_context_tokens
    error_message = "model_context_tokens must be a whole number of at least 6144: the instructions and an answer need most of that."
  }
}

variable "model_price_input" {
  type        = number
  default     = null
  description = "USD per million input tokens, from the model's price list. null: the cost is shown as unpriced, never as 0."

  validation {
    condition     = coalesce(var.model_price_input, 0) >= 0
    error_message = "model_price_input must be USD per million tokens, at least 0."
  }
}

variable "model_price_output" {
  type        = number
  default     = null
  description = "USD per million output tokens."

  validation {
    condition     = coalesce(var.model_price_output, 0) >= 0
    error_message = "model_price_output must be USD per million tokens, at least 0."
  }
}

variable "model_prices" {
  type = object({
    quick    = optional(object({ input = number, output = number }))
    deep     = optional(object({ input = number, output = number }))
    fallback = optional(object({ input = number, output = number }))
  })
  default     = {}
  description = "The prices of model_name_quick, model_name_deep and model_name_fallback, in USD per million tokens, such as { quick = { input = 0.1, output = 0.4 } }. Without them reviews by a model of its own name are shown as unpriced, and budgets in USD do not bound them."

  validation {
    condition     = alltrue([for price in [var.model_prices.quick, var.model_prices.deep, var.model_prices.fallback] : price == null ? true : price.input >= 0 && price.output >= 0])
    error_message = "model_prices must be USD per million tokens, at least 0."
  }
}
