package telemetry

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/oauth"
)

// CloudTrace exports to Cloud Trace by OTLP. Google's own exporter,
// github.com/GoogleCloudPlatform/opentelemetry-operations-go/exporter/trace, is deprecated in favor of it.
// Source: cloud.google.com/stackdriver/docs/reference/telemetry/overview.
func CloudTrace(ctx context.Context) (sdk.SpanExporter, error) {
	credentials, err := oauth.NewApplicationDefault(ctx, "https://www.googleapis.com/auth/trace.append")
	if err != nil {
		return nil, fmt.Errorf("exporting spans: %w", err)
	}
	return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint("telemetry.googleapis.com:443"),
		otlptracegrpc.WithDialOption(grpc.WithPerRPCCredentials(credentials)))
}

// Project is the attribute that tells Cloud Trace which project the spans belong to.
func Project(id string) attribute.KeyValue { return attribute.String("gcp.project_id", id) }

// described is the resource that describes this process.
func described(attributes []attribute.KeyValue) *resource.Resource {
	return resource.NewSchemaless(append(attributes,
		attribute.String("service.name", os.Getenv("K_SERVICE")), attribute.String("service.version", Version()))...)
}
