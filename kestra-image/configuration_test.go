package image_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// The entry point runs before the Micronaut of each line, which says what it makes of files and environment: the parts of the
// configuration that need Postgres or Cloud Storage can't be started here, but must be read right.
func TestConfiguration_ReachesKestra(t *testing.T) {
	t.Parallel()
	for _, version := range engine.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			reachesKestra(t, version)
		})
	}
}

func reachesKestra(t *testing.T, version string) {
	require.Part(t, "Kestra "+version, engine.Available(".", version), "install Temurin 25 and Maven 3.8")
	run, err := filepath.Abs("engine/run.sh")
	if err != nil {
		t.Fatal(err)
	}
	root := lay(t, fmt.Sprintf("#!/bin/sh\nENGINE_KESTRA_VERSION=%s exec %q --effective datasources flyway kestra micronaut.server endpoints\n", version, run))
	always := map[string]any{
		"endpoints.health.enabled": true, "endpoints.health.sensitive": false, "kestra.plugins.auto-install.enabled": false,
		"endpoints.all.port": 8081.0, "micronaut.server.port": "8080", "kestra.url": "http://localhost:8080",
		"kestra.server.basic-auth.username": "admin@example.com", "kestra.server.basic-auth.password": "Sup3rsecret",
		"kestra.server.termination-grace-period": "8s", "kestra.variables.env-vars-prefix": "ENV_",
		"kestra.jdbc.cleaner.initial-delay": "2m", "kestra.jdbc.cleaner.retention": "3d", "kestra.anonymous-usage-report.enabled": false, "kestra.ui-anonymous-usage-report.enabled": false, "kestra.tutorial-flows.enabled": false,
		"kestra.encryption.secret-key": sound()["KESTRA_ENCRYPTION_SECRET_KEY"], "kestra.storage.local.base-path": "/app/storage",
	}
	postgres := map[string]string{"DATABASE_URL": "jdbc:postgresql://10.0.0.3:5432/kestra?sslmode=require", "DATABASE_USERNAME": "kestra", "DATABASE_PASSWORD": "p$w{1}"}
	gcs := map[string]string{"GCS_BUCKET": "files", "GOOGLE_CLOUD_PROJECT": "project-1"}
	isPostgres := map[string]any{
		"kestra.queue.type": "postgres", "kestra.repository.type": "postgres", "datasources.postgres.url": postgres["DATABASE_URL"],
		"datasources.postgres.username": "kestra", "datasources.postgres.password": "p$w{1}", "datasources.postgres.driver-class-name": "org.postgresql.Driver",
		"datasources.postgres.maximum-pool-size": 10.0, "datasources.postgres.minimum-idle": 2.0, "datasources.h2.url": nil,
		"datasources.postgres.initialization-fail-timeout": 200000.0, "flyway.datasources.postgres.connect-retries": 10.0,
	}
	isEmbedded := map[string]any{"kestra.queue.type": "h2", "kestra.repository.type": "h2", "datasources.h2.driver-class-name": "org.h2.Driver", "datasources.postgres.url": nil}
	isGCS := map[string]any{"kestra.storage.type": "gcs", "kestra.storage.gcs.bucket": "files", "kestra.storage.gcs.project-id": "project-1"}
	isLocal := map[string]any{"kestra.storage.type": "local"}

	for name, test := range map[string]struct {
		settings []map[string]string
		want     []map[string]any // nil: there is no such property
	}{
		"Postgres and Cloud Storage": {[]map[string]string{postgres, gcs}, []map[string]any{isPostgres, isGCS}},
		"Postgres and local files":   {[]map[string]string{postgres}, []map[string]any{isPostgres, isLocal}},
		"embedded and Cloud Storage": {[]map[string]string{gcs}, []map[string]any{isEmbedded, isGCS}},
		"embedded and local files":   {nil, []map[string]any{isEmbedded, isLocal}},
		"port and address": {
			[]map[string]string{{"PORT": "9000", "KESTRA_URL": "https://kestra.example"}},
			[]map[string]any{{"micronaut.server.port": "9000", "kestra.url": "https://kestra.example"}},
		},
		"KESTRA_CONFIGURATION above the image's files": {
			[]map[string]string{{"KESTRA_CONFIGURATION": "kestra:\n  url: https://other.example\n  jdbc:\n    queues:\n      message-protection:\n        limit: 7\n"}},
			[]map[string]any{isEmbedded, {"kestra.url": "https://other.example", "kestra.jdbc.queues.message-protection.limit": 7.0}},
		},
		"a property as a variable above all": {
			[]map[string]string{{"KESTRA_CONFIGURATION": "kestra: {server: {termination-grace-period: 5s}}", "KESTRA_SERVER_TERMINATION_GRACE_PERIOD": "3s"}},
			[]map[string]any{{"kestra.server.termination-grace-period": "3s"}},
		},
	} {
		// Which source wins is the entry point's doing and the same on every line.
		if version != engine.Versions()[0] && name != "Postgres and Cloud Storage" && name != "embedded and local files" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			settings := sound()
			for _, more := range test.settings {
				with(settings, more)
			}
			out, stderr, err := start(t, root, settings)
			if err != nil {
				t.Fatalf("%v\n%s", err, stderr)
			}
			var got map[string]any
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatalf("%v in %q\n%s", err, out, stderr)
			}
			want := map[string]any{}
			for _, part := range append([]map[string]any{always}, test.want...) {
				for property, value := range part {
					want[property] = value
				}
			}
			for property, value := range want {
				if diff := cmp.Diff(value, got[property]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", property, diff)
				}
			}
		})
	}
}
