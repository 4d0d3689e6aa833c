output "topic" {
  description = "The topic's name."
  value       = google_pubsub_topic.this.name
}

output "topic_id" {
  description = "The topic's full name."
  value       = google_pubsub_topic.this.id
}

output "push_identity" {
  description = "Who delivers, as an IAM member."
  value       = google_service_account.push.member
}

output "subscription" {
  description = "The subscription's name."
  value       = google_pubsub_subscription.push.name
}

output "dead_letters" {
  description = "The name of the subscription that keeps what could not be delivered."
  value       = google_pubsub_subscription.dead.name
}
