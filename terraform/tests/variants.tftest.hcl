# The other ways to deploy it.

variables {
  project_id    = "acme-devplus"
  region        = "europe-west1"
  github_app_id = "123456"
  kestra_image  = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra:v1"
}

# Archives of the functions take most of a plan's time; what is in them archive_test.go looks at.
mock_provider "archive" {
  mock_data "archive_file" {
    defaults = { output_sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
}

# The functions that no run below looks at: their archives take most of a plan's time. defaults.tftest.hcl plans them, and webhook and
# dispatch are of the same module.
override_module {
  target  = module.background
  outputs = { name = "devplus-background", url = "https://devplus-background.example", identity = "serviceAccount:devplus-background@acme-devplus.iam.gserviceaccount.com" }
}
override_module {
  target  = module.callback
  outputs = { name = "devplus-callback", url = "https://devplus-callback.example", identity = "serviceAccount:devplus-callback@acme-devplus.iam.gserviceaccount.com" }
}
override_module {
  target  = module.publish
  outputs = { name = "devplus-publish", url = "https://devplus-publish.example", identity = "serviceAccount:devplus-publish@acme-devplus.iam.gserviceaccount.com" }
}
override_module {
  target  = module.reconcile
  outputs = { name = "devplus-reconcile", url = "https://devplus-reconcile.example", identity = "serviceAccount:devplus-reconcile@acme-devplus.iam.gserviceaccount.com" }
}
override_module {
  target  = module.report
  outputs = { name = "devplus-report", url = "https://devplus-report.example", identity = "serviceAccount:devplus-report@acme-devplus.iam.gserviceaccount.com" }
}

run "measured_only" {
  command = plan

  variables {
    profile = "minimal"
  }

  expect_failures = [check.an_image_is_used] # a warning, for whoever upgrades from a version whose default had Kestra

  assert {
    condition     = length(module.kestra) == 0 && toset(keys(google_secret_manager_secret.this)) == toset(["GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"])
    error_message = "No Kestra: nothing of it, and no secret that nobody reads."
  }
  assert {
    condition     = length(setintersection(keys(google_project_service.api), ["sqladmin.googleapis.com", "aiplatform.googleapis.com", "compute.googleapis.com"])) == 0
    error_message = "No API is enabled that nothing uses."
  }
}

run "trial_with_a_key" {
  command = plan

  variables {
    profile                  = "embedded"
    model_auth               = "bearer"
    model_base_url           = "https://models.example.com/v1"
    name                     = "trial"
    weekly_analysis_schedule = ""
    deletion_protection      = false
    point_in_time_recovery   = false
  }

  assert {
    condition     = contains(keys(google_secret_manager_secret.this), "MODEL_API_KEY") && !contains(keys(google_secret_manager_secret.this), "DATABASE_PASSWORD")
    error_message = "A key needs its secret; an embedded database has no password."
  }
  assert {
    condition     = !contains(keys(google_project_service.api), "aiplatform.googleapis.com") && local.model_base_url == "https://models.example.com/v1"
    error_message = "With another endpoint nothing goes to Vertex AI."
  }
  assert {
    condition     = length(google_cloud_scheduler_job.weekly_analysis) == 0
    error_message = "An empty schedule means no job."
  }
  assert {
    condition     = google_firestore_database.this.name == "trial" && google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_DISABLED" && google_artifact_registry_repository.images.repository_id == "trial"
    error_message = "A second deployment in a project has names of its own, and can be taken down."
  }
}

run "data_that_stays_in_its_region" {
  command = plan

  variables {
    github_api_url  = "https://api.octocorp.ghe.com"
    profile         = "postgres"
    model_location  = "europe-west4"
    billing_account = "012345-6789AB-CDEF01"
    alert_emails    = ["platform@example.com"]
  }

  assert {
    condition     = local.model_base_url == "https://europe-west4-aiplatform.googleapis.com/v1/projects/acme-devplus/locations/europe-west4/endpoints/openapi"
    error_message = "Where data must stay in a region, the model's host must be that region's."
  }
  assert {
    condition     = contains(keys(google_project_service.api), "billingbudgets.googleapis.com")
    error_message = "A budget needs its API."
  }
  assert {
    condition     = local.github.GITHUB_API_URL == "https://api.octocorp.ghe.com"
    error_message = "An enterprise on *.ghe.com has an API host of its own."
  }
}

run "postgres" {
  command = plan

  variables {
    profile      = "postgres"
    kestra_image = ""
  }

  assert {
    condition     = toset(keys(google_secret_manager_secret.this)) == toset(["GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY", "KESTRA_PASSWORD", "KESTRA_ENCRYPTION_SECRET_KEY", "DATABASE_PASSWORD"])
    error_message = "Each secret must be there before somebody gives it a value."
  }
  assert {
    condition     = length(module.kestra) == 1 && output.kestra_url == null
    error_message = "Without an image everything but Kestra's service is made."
  }
  assert {
    condition     = local.model_base_url == "https://aiplatform.googleapis.com/v1/projects/acme-devplus/locations/global/endpoints/openapi"
    error_message = "Vertex AI's global location has a host name of its own."
  }
  assert {
    condition     = !contains(keys(google_project_service.api), "servicenetworking.googleapis.com")
    error_message = "A peering holds the network for days after the database is gone: the database has an endpoint instead."
  }
  assert {
    condition     = local.kestra_max_instances == 1
    error_message = "db-f1-micro has 25 connections: one instance with 10, and another 10 while a revision replaces it."
  }
}

run "a_network_that_exists" {
  command = plan

  module {
    source = "./modules/kestra"
  }

  variables {
    name                = "devplus-kestra"
    project_number      = "123456789"
    image               = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra:v1"
    environment         = {}
    secrets             = {}
    username            = "devplus@devplus.internal"
    restart             = ""
    min_instances       = 0
    max_instances       = 1
    cpu                 = "2"
    memory              = "2Gi"
    invokers            = {}
    vertex_ai           = true
    database            = "postgres"
    database_tier       = "db-f1-micro"
    database_disk_limit = 50
    high_availability   = false
    deletion_protection = true
    network = {
      network    = "projects/host/global/networks/shared"
      subnetwork = "projects/host/regions/europe-west1/subnetworks/serverless"
    }
  }

  assert {
    condition     = length(google_compute_network.this) == 0 && length(google_compute_subnetwork.this) == 0
    error_message = "Where there is a network, none is made, and none has to be waited for when it is taken down."
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].vpc_access[0].network_interfaces[0].subnetwork == "projects/host/regions/europe-west1/subnetworks/serverless" && google_compute_address.database[0].subnetwork == "projects/host/regions/europe-west1/subnetworks/serverless" && google_compute_forwarding_rule.database[0].network == "projects/host/global/networks/shared"
    error_message = "Kestra and the database's endpoint must be in the same network."
  }
}

run "sharing_restricted_to_the_domain" {
  command = apply

  variables {
    kestra_image   = ""
    webhook_public = false
  }

  assert {
    condition     = module.webhook.name == "devplus-webhook-open" && strcontains(output.next_steps, module.webhook.url)
    error_message = "The webhook's address must be the service's whose IAM check is off."
  }
}

run "its_webhook" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name          = "webhook"
    entry_point   = "Webhook"
    description   = "Takes webhooks."
    ingress       = "all"
    invokers      = {}
    invoker_check = false
    concurrency   = 80
    min_instances = 2
    max_instances = 10
    deployment = {
      prefix            = "devplus"
      project_id        = "acme-devplus"
      region            = "europe-west1"
      repository        = "./.."
      build_directory   = "./.build/variant"
      source_bucket     = "acme-devplus-devplus-source"
      source_version    = ""
      build_account     = "projects/acme-devplus/serviceAccounts/devplus-build@acme-devplus.iam.gserviceaccount.com"
      images            = "projects/acme-devplus/locations/europe-west1/repositories/devplus"
      trace_sample_rate = 0
      kms_key           = null
      database          = "devplus"
      build_grants      = []
    }
  }

  assert {
    condition     = google_cloud_run_v2_service.open[0].invoker_iam_disabled && google_cloudfunctions2_function.this.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY" && length(google_cloud_run_v2_service_iam_member.invoker) == 0
    error_message = "Terraform holds the check off on the one service that is called, and no grant to allUsers is asked for."
  }
  assert {
    condition     = google_cloud_run_v2_service.open[0].template[0].scaling[0].min_instance_count == 2 && google_cloudfunctions2_function.this.service_config[0].min_instance_count == 0
    error_message = "Instances that wait are paid where they are called, not twice."
  }
}

run "a_second_installation_on_a_larger_database" {
  command = plan

  variables {
    database_tier = "db-custom-2-7680"
    name          = "devplus-staging"
    profile       = "postgres"
    kestra_image  = ""
  }

  assert {
    condition = alltrue([for name in [
      google_firestore_database.this.name, google_artifact_registry_repository.images.repository_id, google_service_account.build.account_id,
      google_service_account.scheduler.account_id, google_cloud_scheduler_job.reconcile.name, google_cloud_scheduler_job.weekly_analysis[0].name, google_cloud_scheduler_job.daily_sweep.name,
      trimprefix(google_storage_bucket.source.name, "acme-devplus-"), module.events.topic, module.results.topic, module.events.dead_letters,
      module.webhook.name, module.kestra[0].service, module.kestra[0].database_instance, trimprefix(module.kestra[0].bucket, "acme-devplus-"),
    ] : startswith(name, "devplus-staging")])
    error_message = "Two installations in one project share no name."
  }
  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : startswith(secret.secret_id, "devplus-staging-")])
    error_message = "Nor a secret."
  }
  assert {
    condition     = local.kestra_max_instances == 19
    error_message = "A database of 7.5 GiB has 400 connections."
  }
}

run "another_region_with_github_enterprise_server" {
  command = plan

  variables {
    github_api_url = "https://github.example.com/api/v3"
    region         = "us-central1"
    profile        = "postgres"
    kestra_image   = ""
  }

  assert {
    condition = alltrue([for location in [
      google_firestore_database.this.location_id, google_artifact_registry_repository.images.location, google_storage_bucket.source.location,
      google_cloud_scheduler_job.reconcile.region, google_secret_manager_secret.this["CALLBACK_KEY"].replication[0].user_managed[0].replicas[0].location,
    ] : lower(location) == "us-central1"])
    error_message = "All of it is where the region says: where data may be is often a rule."
  }
  assert {
    condition     = startswith(output.image_repository, "us-central1-docker.pkg.dev/") && strcontains(output.next_steps, "--region=us-central1")
    error_message = "So are the image and the commands that are left to type."
  }
  assert {
    condition     = local.github.GITHUB_API_URL == "https://github.example.com/api/v3"
    error_message = "dispatch, publish and reconcile call the company's own server."
  }
}

run "a_key_of_ones_own" {
  command = plan

  variables {
    profile      = "postgres"
    kestra_image = ""
    kms_key      = "projects/keys/locations/europe-west1/keyRings/devplus/cryptoKeys/devplus"
  }

  assert {
    condition     = google_firestore_database.this.cmek_config[0].kms_key_name == var.kms_key && google_storage_bucket.source.encryption[0].default_kms_key_name == var.kms_key && google_artifact_registry_repository.images.kms_key_name == var.kms_key && google_secret_manager_secret.this["CALLBACK_KEY"].replication[0].user_managed[0].replicas[0].customer_managed_encryption[0].kms_key_name == var.kms_key
    error_message = "What is stored is encrypted with the key."
  }
  assert {
    condition = toset(keys(google_kms_crypto_key_iam_member.agent)) == toset([
      "artifactregistry.googleapis.com", "cloudbuild.googleapis.com", "cloudfunctions.googleapis.com", "firestore.googleapis.com", "pubsub.googleapis.com",
      "run.googleapis.com", "secretmanager.googleapis.com", "sqladmin.googleapis.com", "storage.googleapis.com",
    ])
    error_message = "Each of Google's agents that encrypts needs the key."
  }
}
