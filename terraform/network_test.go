package terraform

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Cloud Run holds addresses for up to two hours after it is gone, so a destroy ends at the subnetwork. What is still there by then is what the
// subnetwork needs, and must cost nothing.
func TestDestroy_LeavesNothingThatCostsBehindTheSubnetwork(t *testing.T) {
	t.Parallel()
	c := terraformed(t)
	graph, err := c.terraform("graph")
	if err != nil {
		t.Fatal(err)
	}
	left := dependencies(graph, "module.kestra.google_compute_subnetwork.this")
	free := []string{
		"data.google_storage_project_service_account.this", "google_kms_crypto_key_iam_member.agent", "google_project_service.api",
		"google_project_service_identity.agent", "google_project_service_identity.pubsub", "module.kestra.google_compute_network.this",
	}
	if diff := cmp.Diff(free, slices.Sorted(maps.Keys(left))); diff != "" {
		t.Errorf("left with the subnetwork (-want +got):\n%s", diff)
	}
}
