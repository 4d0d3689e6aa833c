terraform {
  required_version = ">= 1.9.0, < 2.0.0" # 1.9: validations that look at other variables

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.0"
    }
    google-beta = {
      source  = "hashicorp/google-beta" # service identities only
      version = "~> 8.0"
    }
  }
}

provider "google" {
  project               = var.project_id
  region                = var.region
  billing_project       = var.project_id # budgets are charged to a project's quota
  user_project_override = true

  default_labels = { app = var.name }
}

# As above: without these, asking for a service identity is charged to, and refused by, the project of whoever logged in.
provider "google-beta" {
  project               = var.project_id
  region                = var.region
  billing_project       = var.project_id
  user_project_override = true
}
