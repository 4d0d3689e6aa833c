# What is refused before anything is made, with a text that says what would break.

variables {
  project_id    = "acme-devplus"
  region        = "europe-west1"
  github_app_id = "123456"
}

# Archives of the functions take most of a plan's time; what is in them archive_test.go looks at.
mock_provider "archive" {
  mock_data "archive_file" {
    defaults = { output_sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
}

run "wrong_values" {
  command = plan

  variables {
    project_id               = "123456789" # its number
    region                   = "europe-west1-b"
    github_app_id            = "Iv1.8a61f9b3a7aba766"
    name                     = "devplus-of-the-platform-team"
    source_version           = "a b"
    github_api_url           = "https://user:secret@github.example.com/api/v3"
    webhook_min_instances    = 11
    report_readers           = ["allUsers"]
    weekly_analysis_schedule = "weekly"
    gate_max_score           = 101
    gate_on_error            = "ignore"
    gate_timeout             = "half an hour"
    push_debounce            = "10m"
    check_block_risk         = "low"
    release_notes            = "publish"
    next_release             = "publish"
    kestra_image             = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra"
    kestra_cpu               = "3"
    database_disk_limit      = 5
    backup_retention_days    = 99
    alert_channels           = ["platform"]
    log_retention_days       = 0
    trace_sample_rate        = 1.5
    kestra_username          = "admin"
    kestra_users             = ["allAuthenticatedUsers"]
    kestra_restart           = "now!"
    database_tier            = "db-n1-standard-1"
    model_base_url           = "https://models.example.com/v1/"
    model_location           = "europe"
    profile                  = "sqlite"
    model_name               = ""
    model_name_fallback      = "a model"
    model_max_tokens         = 10
    model_max_tokens_field   = "tokens"
    model_price_input        = -1
    model_price_output       = -1
    model_prices             = { deep = { input = 1, output = -1 } }
    alert_emails             = ["platform"]
    billing_account          = "billing"
    monthly_budget           = 0.5
  }

  expect_failures = [
    var.project_id, var.region, var.github_app_id, var.name, var.source_version, var.github_api_url, var.webhook_min_instances,
    var.report_readers, var.weekly_analysis_schedule, var.gate_max_score, var.gate_on_error, var.gate_timeout, var.push_debounce, var.check_block_risk, var.release_notes, var.next_release, var.kestra_image,
    var.kestra_username, var.kestra_users, var.kestra_restart, var.profile, var.database_tier, var.model_base_url, var.model_location,
    var.model_name, var.model_name_fallback, var.model_max_tokens, var.model_max_tokens_field, var.model_price_input, var.model_price_output, var.model_prices,
    var.kestra_cpu, var.database_disk_limit, var.backup_retention_days, var.alert_channels,
    var.log_retention_days, var.trace_sample_rate, var.alert_emails, var.billing_account, var.monthly_budget,
  ]
}

# Their validations look at other variables, and say nothing while those are wrong.
run "wrong_beside_right_ones" {
  command = plan

  variables {
    profile              = "postgres"
    kestra_max_instances = 0
    kestra_cpu           = "1"
    kestra_memory        = "8Gi"
    kestra_network       = { network = "default", subnetwork = "default" }
    kms_key              = "projects/keys/locations/us/keyRings/devplus/cryptoKeys/devplus"
  }

  expect_failures = [var.kestra_max_instances, var.kestra_memory, var.kestra_network, var.kms_key]
}

run "what_does_not_go_together" {
  command = plan

  variables {
    profile              = "postgres"
    model_auth           = "bearer"
    kestra_min_instances = 11
  }

  expect_failures = [var.model_auth, var.kestra_min_instances]
}

run "more_instances_than_connections" {
  command = plan

  variables {
    profile              = "postgres"
    database_tier        = "db-g1-small"
    kestra_max_instances = 3
    kestra_memory        = "512Mi"
  }

  expect_failures = [var.kestra_max_instances, var.kestra_memory]
}

run "a_project_that_is_not_there" {
  command = plan

  override_data {
    target = data.google_project.this
    values = { number = "" }
  }

  expect_failures = [data.google_project.this]
}
