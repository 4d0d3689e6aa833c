terraform {
  required_version = ">= 1.9.0"

  required_providers {
    google  = { source = "hashicorp/google", version = "~> 8.0" }
    archive = { source = "hashicorp/archive", version = "~> 2.7" }
  }
}
