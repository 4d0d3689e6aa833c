variable "name" {
  type        = string
  description = "The topic's name; the subscription is called the same, the dead letter NAME-dead."
}

variable "project_id" {
  type        = string
  description = "The project."
}

variable "push_url" {
  type        = string
  description = "The base URL of the function that gets the messages, and the audience of the token that comes with them."
}

variable "deliveries" {
  type        = number
  default     = 20
  description = "The most deliveries of a message: then it is a dead letter."
}

variable "pubsub_account" {
  type        = string
  description = "Pub/Sub's own identity in this project, as an IAM member."
}

variable "kms_key" {
  type        = string
  default     = null
  description = "The Cloud KMS key for its messages. null: Google's own."
}
