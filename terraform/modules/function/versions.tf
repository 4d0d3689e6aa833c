terraform {
  required_version = ">= 1.9.0"

  required_providers {
    google  = { source = "hashicorp/google", version = "~> 8.0" }
    time    = { source = "hashicorp/time", version = "~> 0.12" }
    archive = { source = "hashicorp/archive", version = "~> 2.7" }
  }
}
