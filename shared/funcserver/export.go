package funcserver

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/oauth"
)

// cloudTrace exports to Cloud Trace by OTLP. Google's own exporter,
// github.com/GoogleCloudPlatform/opentelemetry-operations-go/exporter/trace, is deprecated in favor of it.
// Source: cloud.google.com/stackdriver/docs/reference/telemetry/overview.
func cloudTrace(ctx context.Context) (sdk.SpanExporter, error) {
	credentials, err := oauth.NewApplicationDefault(ctx, "https://www.googleapis.com/auth/trace.append")
	if err != nil {
		return nil, fmt.Errorf("exporting spans: %w", err)
	}
	return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint("telemetry.googleapis.com:443"),
		otlptracegrpc.WithDialOption(grpc.WithPerRPCCredentials(credentials)))
}
