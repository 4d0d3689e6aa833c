package wiring

import (
	"context"

	"github.com/devplus-app/devplus/shared/kind/kinds"
)

// CheckKestra reports problems that keep Kestra from running the flows of all kinds: its version, a missing flow, an edited flow.
func (p *Parts) CheckKestra(ctx context.Context) error {
	if p.Kestra == nil {
		return nil
	}
	client, err := p.Kestra(ctx)
	if err != nil {
		return err
	}
	var flows []string
	for _, k := range kinds.All(nil, nil) {
		flows = append(flows, k.Descriptor().Flow)
	}
	return client.Check(ctx, flows...)
}
